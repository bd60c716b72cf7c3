const { Pool } = require('pg');

const pool = new Pool({
  host: process.env.DB_HOST,
  user: process.env.DB_USER,
  password: process.env.DB_PASSWORD,
  database: 'inventory',
});

module.exports = {
  main: async function (event, context) {
    const { sku, change } = event.data;
    if (!/^[A-Z0-9-]{4,32}$/.test(sku) || !Number.isInteger(change)) {
      event.extensions.response.status(400);
      return { error: 'sku and change are required' };
    }
    const found = await pool.query(
      'update stock set amount = amount + $2 where sku = $1 and amount + $2 >= 0 returning amount',
      [sku, change],
    );
    if (found.rowCount === 0) {
      event.extensions.response.status(409);
      return { error: 'not enough in stock' };
    }
    return { sku, amount: found.rows[0].amount };
  },
};
