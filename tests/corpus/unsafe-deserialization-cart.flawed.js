const serialize = require("node-serialize");

const VAT = { DE: 0.19, FR: 0.2, PL: 0.23 };

function cookies(header = "") {
  const pairs = header.split(";").map((pair) => pair.trim().split("="));
  return Object.fromEntries(pairs);
}

function cartOf(request) {
  const cookie = cookies(request.headers.cookie).cart;
  if (!cookie) {
    return [];
  }
  const text = Buffer.from(cookie, "base64").toString("utf8");
  return serialize.unserialize(text);
}

module.exports = {
  main: function (event, context) {
    const request = event.extensions.request;
    const cart = cartOf(request);
    const net = cart.reduce((sum, item) => sum + item.price * item.quantity, 0);
    const rate = VAT[request.query.country] || VAT.DE;
    return { net, gross: net * (1 + rate) };
  },
};
