const axios = require("axios");

const PRICES = process.env.PRICE_SERVICE_URL;

async function basePrice(article) {
  const response = await axios.get(`${PRICES}/articles`, { params: { id: article } });
  return response.data.price;
}

const FORMULAS = {
  none: (price) => price,
  staff: (price) => price * 0.8,
  volume: (price) => (price > 500 ? price * 0.9 : price),
};

function discounted(price, formula) {
  const apply = FORMULAS[formula] || FORMULAS.none;
  return apply(price);
}

module.exports = {
  main: async function (event, context) {
    const order = event.data;
    const positions = order.positions || [];
    let total = 0;
    for (const position of positions) {
      const price = await basePrice(position.article);
      total += discounted(price, order.discount) * position.quantity;
    }
    return { order: order.id, total: Math.round(total * 100) / 100 };
  },
};
