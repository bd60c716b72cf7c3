const axios = require('axios');

module.exports = {
  main: async function (event, context) {
    const { chargeId, reason } = event.data;
    if (!chargeId) {
      event.extensions.response.status(400);
      return { error: 'chargeId is required' };
    }
    const answer = await axios.post(
      `${process.env.PROVIDER_URL}/refunds`,
      { charge: chargeId, reason: reason || 'requested_by_customer' },
      { headers: { authorization: `Bearer ${process.env.PROVIDER_KEY}` }, timeout: 10000 },
    );
    return { refund: answer.data.id, status: answer.data.status };
  },
};
