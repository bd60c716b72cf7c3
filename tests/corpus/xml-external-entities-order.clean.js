const libxml = require("libxmljs");

const NAMESPACE = { o: "urn:example:order" };

function positions(document) {
  return document.find("//o:position", NAMESPACE).map((node) => ({
    article: node.attr("article").value(),
    quantity: Number(node.attr("quantity").value()),
  }));
}

function parse(xml) {
  const document = libxml.parseXml(xml, { noent: false, noblanks: true });
  const customer = document.get("//o:customer", NAMESPACE);
  return { customer: customer ? customer.text() : null, positions: positions(document) };
}

module.exports = {
  main: function (event, context) {
    const xml = event.data.toString();
    const order = parse(xml);
    if (order.positions.length === 0) {
      event.extensions.response.status(422);
      return { error: "order has no positions" };
    }
    return order;
  },
};
