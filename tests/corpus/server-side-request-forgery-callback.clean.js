const axios = require('axios');
const xsenv = require('@sap/xsenv');

xsenv.loadEnv();
const services = xsenv.readServices();

const PARTNERS = new Set(['hooks.acme.com', 'api.acme.com', 'status.acme.com']);

class BadTarget extends Error {
  constructor(reason) {
    super(reason);
    this.status = 400;
  }
}

function checkTarget(raw) {
  let url;
  try {
    url = new URL(raw);
  } catch {
    throw new BadTarget('callback is not a URL');
  }
  if (url.protocol !== 'https:') {
    throw new BadTarget('callback must use https');
  }
  if (!PARTNERS.has(url.hostname)) {
    throw new BadTarget('callback host is not a partner');
  }
  return url;
}

async function deliver(url, payload, { attempts = 3, pause = 200 } = {}) {
  let last;
  for (let i = 0; i < attempts; i++) {
    try {
      const res = await axios.post(url.href, payload, { timeout: 4000, maxRedirects: 0 });
      return res.status;
    } catch (err) {
      last = err;
      await new Promise((done) => setTimeout(done, pause * (i + 1)));
    }
  }
  throw last;
}

module.exports = {
  main: async function (event, context) {
    const response = event.extensions.response;
    const { callback, order: { id, state } = {} } = event.data ?? {};
    if (!services.orders) {
      response.status(503);
      return { error: 'orders service is not bound' };
    }
    try {
      const target = checkTarget(callback);
      const status = await deliver(target, { id: Number(id), state: String(state).slice(0, 20) });
      return { delivered: status };
    } catch (err) {
      response.status(err instanceof BadTarget ? 400 : 502);
      return { error: 'not delivered' };
    }
  },
};
