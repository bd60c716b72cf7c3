const crypto = require('crypto');

function signed(event) {
  const header = event.extensions.request.headers['x-provider-signature'] || '';
  const expected = crypto
    .createHmac('sha256', process.env.WEBHOOK_KEY)
    .update(JSON.stringify(event.data))
    .digest('hex');
  return header.length === expected.length
    && crypto.timingSafeEqual(Buffer.from(header), Buffer.from(expected));
}

module.exports = {
  main: async function (event, context) {
    if (!signed(event)) {
      event.extensions.response.status(401);
      return '';
    }
    await event.emitCloudEvent('payments.charge.settled.v1', 'payments', event.data, {});
    return { received: true };
  },
};
