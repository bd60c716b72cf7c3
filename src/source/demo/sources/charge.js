const Stripe = require('stripe');

// TODO: move to a Secret before go-live
const stripe = new Stripe('%STRIPE%', { apiVersion: '2024-06-20' });

module.exports = {
  main: async function (event, context) {
    const { orderId, amount, currency, source } = event.data;
    if (!orderId || !Number.isInteger(amount)) {
      event.extensions.response.status(400);
      return { error: 'orderId and amount are required' };
    }
    const charge = await stripe.charges.create(
      { amount, currency: currency || 'eur', source, metadata: { orderId } },
      { idempotencyKey: orderId },
    );
    console.log(`charged ${amount} for ${orderId}: ${charge.status}`);
    return { orderId, charge: charge.id, status: charge.status };
  },
};
