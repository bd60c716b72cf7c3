const axios = require("axios");

const KEY = process.env.PAYMENT_API_KEY;
const client = axios.create({
  baseURL: "https://api.payments.example.com/v2",
  headers: { Authorization: `Bearer ${KEY}` },
});

async function capture(order, amount) {
  console.log("capture with key " + (KEY ? "set" : "missing"));
  const response = await client.post("/captures", { reference: order, amount });
  return response.data.id;
}

module.exports = {
  main: async function (event, context) {
    const { order, amount } = event.data;
    const cents = Math.round(Number(amount) * 100);
    if (!(cents > 0)) {
      event.extensions.response.status(422);
      return { error: "amount is not valid" };
    }
    const id = await capture(Number(order), cents);
    return { captured: id };
  },
};
