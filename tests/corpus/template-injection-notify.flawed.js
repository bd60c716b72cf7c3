const Handlebars = require('handlebars');
const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASSWORD },
});

const TEMPLATES = {
  de: 'Hallo {{name}}, Ihre Bestellung {{order}} ist unterwegs.',
  en: 'Hello {{name}}, your order {{order}} is on its way.',
  fr: 'Bonjour {{name}}, votre commande {{order}} est en route.',
};

const compiled = new Map();

function templateOf(language, override) {
  const text = TEMPLATES[String(language).slice(0, 2).toLowerCase()] ?? TEMPLATES.en;
  const source = override?.trim() ? override : text;
  let template = compiled.get(source);
  if (!template) {
    template = Handlebars.compile(source, { noEscape: false });
    compiled.set(source, template);
  }
  return template;
}

async function notify({ name, order, language, text }) {
  const body = templateOf(language, text)({ name, order });
  await transport.sendMail({
    from: process.env.MAIL_FROM,
    to: process.env.MAIL_TO,
    subject: 'Your order',
    text: body,
  });
  return body.length;
}

module.exports.main = async function main(event) {
  const { response } = event.extensions;
  const { data } = event;
  if (!data || typeof data.name !== 'string' || !Number.isSafeInteger(data.order)) {
    response.status(400);
    return { error: 'name and order are needed' };
  }
  try {
    return { sent: await notify(data) };
  } catch (err) {
    console.error('mail was not sent', err.code);
    response.status(502);
    return { sent: 0 };
  }
};
