const got = require('got');
const { lookup } = require('node:dns/promises');

const SERVICES = new Map(Object.entries({
  stock: 'http://stock.shop.svc.cluster.local',
  price: 'http://price.shop.svc.cluster.local',
}));

const CACHE = new Map();
const TTL = 30_000;

function fresh(entry) {
  return entry !== undefined && Date.now() - entry.at < TTL;
}

function baseOf(service) {
  const base = SERVICES.get(service);
  if (!base) {
    throw Object.assign(new Error('no such service'), { status: 404 });
  }
  return base;
}

async function warm(base) {
  const { hostname } = new URL(base);
  await lookup(hostname).catch(() => null);
}

async function read(service, sku) {
  const base = baseOf(service);
  const key = `${service}/${sku}`;
  if (fresh(CACHE.get(key))) {
    return CACHE.get(key).body;
  }
  await warm(base);
  const body = await got(`${base}/v1/items/${encodeURIComponent(sku)}`, { retry: { limit: 1 } }).json();
  CACHE.set(key, { at: Date.now(), body });
  return body;
}

module.exports = {
  main: async ({ extensions: { request, response } }) => {
    const { service = 'stock', sku } = request.query;
    if (!/^[A-Z0-9]{4,12}$/.test(sku || '')) {
      response.status(400);
      return { error: 'sku?' };
    }
    try {
      const { amount = 0, currency } = await read(service, sku);
      return { sku, amount, currency };
    } catch ({ status = 502 }) {
      response.status(status);
      return { error: 'not available' };
    }
  },
};
