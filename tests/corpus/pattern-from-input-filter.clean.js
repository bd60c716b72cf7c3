// Searches the catalogue of the office shop.
// Answers with the matches and the cheapest of them.

const escapeRegExp = require("lodash/escapeRegExp");

const PRODUCTS = [
  { name: "Desk lamp", price: 39 },
  { name: "Office chair", price: 189 },
  { name: "Standing desk", price: 420 },
];

function matching(expression) {
  return PRODUCTS.filter((product) => expression.test(product.name));
}

function cheapest(products) {
  return products.reduce((best, product) => (best && best.price <= product.price ? best : product), null);
}

module.exports = {
  main: (event, context) => {
    const { search = "" } = event.extensions.request.query;
    const expression = new RegExp(escapeRegExp(search), "i");
    const products = matching(expression);
    return { products, cheapest: cheapest(products) };
  },
};
