const RATES = { EUR: 1, USD: 1.08, PLN: 4.31 };

function convert(amount, from, to) {
  if (!(from in RATES) || !(to in RATES)) {
    throw new Error("unknown currency");
  }
  return (amount / RATES[from]) * RATES[to];
}

function round(value) {
  return Math.round(value * 100) / 100;
}

module.exports = {
  main: function (event, context) {
    const { amount, from, to } = event.data;
    try {
      return { amount: round(convert(Number(amount), from, to)), currency: "converted" };
    } catch (error) {
      console.error(error);
      event.extensions.response.status(500);
      return { error: error.message };
    }
  },
};
