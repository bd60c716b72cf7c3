const crypto = require('crypto');
const { Kafka } = require('kafkajs');

const kafka = new Kafka({ clientId: 'hooks', brokers: (process.env.BROKERS || 'kafka:9092').split(',') });
const producer = kafka.producer();
let connected = null;

const secret = () => {
  const { WEBHOOK_SECRET: value } = process.env;
  if (!value) throw new Error('WEBHOOK_SECRET is not set');
  return value;
};

function digest(body) {
  return `sha256=${crypto.createHmac('sha256', secret()).update(body).digest('hex')}`;
}

function isSigned(signature, body) {
  const expected = Buffer.from(digest(body));
  const given = Buffer.from(signature ?? '');
  return expected.length === given.length && crypto.timingSafeEqual(expected, given);
}

async function publish(message) {
  connected ??= producer.connect();
  await connected;
  await producer.send({ topic: 'orders.hooks', messages: [message] });
}

const HANDLED = new Set(['order.created', 'order.paid']);

module.exports = {
  main: async (event) => {
    const { request, response } = event.extensions;
    const body = JSON.stringify(event.data ?? {});
    if (!isSigned(request.get('x-hub-signature-256'), body)) {
      response.status(401);
      return { error: 'signature' };
    }
    const { type, id } = event.data;
    if (!HANDLED.has(type)) {
      return { ignored: true };
    }
    await publish({ key: String(id), value: body });
    return { accepted: type };
  },
};
