const { Pool } = require('pg');
const { v4: uuid } = require('uuid');

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 });

module.exports = {
  main: async function (event, context) {
    const { customer, items } = event.data;
    if (!customer || !Array.isArray(items) || items.length === 0) {
      event.extensions.response.status(400);
      return { error: 'customer and items are required' };
    }
    const id = uuid();
    await pool.query('insert into orders (id, customer, items, state) values ($1, $2, $3, $4)', [
      id, customer, JSON.stringify(items), 'new',
    ]);
    await event.emitCloudEvent('orders.order.created.v1', 'orders', { id, customer }, {});
    return { id };
  },
};
