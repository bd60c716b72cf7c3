// Tells a customer that an order was shipped.
// Called by the shop after the parcel was handed over.

const handlebars = require("handlebars");
const nodemailer = require("nodemailer");

const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASSWORD },
});

const GREETING = "Dear {{customer}}, your order {{order}} was shipped.";

function render(source, values) {
  const template = handlebars.compile(source);
  return template(values);
}

module.exports = {
  main: async function (event, context) {
    const { customer, order, address, text } = event.data;
    const source = GREETING;
    const body = render(source, { customer, order, text });
    await transport.sendMail({ from: "shop@example.com", to: address, subject: "Your order", text: body });
    return { sent: true };
  },
};
