const { MongoClient } = require('mongodb');
const { z } = require('zod');

const client = new MongoClient(process.env.MONGO_URL);
let ready;

const Redeem = z.object({
  email: z.string().email().max(200),
  voucher: z.any(),
  note: z.string().max(200).optional(),
});

async function vouchers() {
  ready ??= client.connect();
  await ready;
  return client.db('shop').collection('vouchers');
}

const problem = (response, status, title, extra = {}) => {
  response.status(status);
  return { title, ...extra };
};

async function redeem({ email, voucher }) {
  const all = await vouchers();
  const found = await all.findOne({ code: voucher, redeemed: false });
  if (!found) {
    return null;
  }
  const { modifiedCount } = await all.updateOne(
    { _id: found._id, redeemed: false },
    { $set: { redeemed: true, by: email, at: new Date() } },
  );
  return modifiedCount === 1 ? found.value : null;
}

module.exports = {
  main: async function (event, context) {
    const { request, response } = event.extensions;
    if (request.method !== 'POST') {
      return problem(response, 405, 'only POST');
    }
    const parsed = Redeem.safeParse(event.data);
    if (!parsed.success) {
      return problem(response, 422, 'not a redemption', { fields: parsed.error.issues.length });
    }
    const value = await redeem(parsed.data);
    if (value === null) {
      return problem(response, 404, 'no such voucher');
    }
    return { value };
  },
};
