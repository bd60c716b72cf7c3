const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 });

const COLUMNS = Object.freeze({
  date: 'created_at',
  price: 'total_amount',
  customer: 'customer_name',
});

function column(sort) {
  return COLUMNS[sort] ?? sort ?? COLUMNS.date;
}

const direction = (order) => (order === 'desc' ? 'DESC' : 'ASC');

function pageOf(query) {
  const size = Math.min(Number.parseInt(query.size, 10) || 25, 100);
  const page = Math.max(Number.parseInt(query.page, 10) || 0, 0);
  return { size, offset: size * page };
}

async function orders({ sort, order, state }, { size, offset }) {
  const sql = [
    'SELECT id, created_at, total_amount, customer_name FROM orders',
    'WHERE state = $1',
    `ORDER BY ${column(sort)} ${direction(order)}`,
    'LIMIT $2 OFFSET $3',
  ].join(' ');
  const { rows } = await pool.query(sql, [state, size, offset]);
  return rows;
}

module.exports = {
  main: async ({ extensions: { request, response } }) => {
    const { sort, order, state = 'open' } = request.query;
    let rows;
    try {
      rows = await orders({ sort, order, state }, pageOf(request.query));
    } catch (err) {
      console.error('orders could not be listed:', err.code);
      response.status(500);
      return { error: 'try again later' };
    }
    return {
      count: rows.length,
      orders: rows.map(({ id, created_at: created, total_amount: total }) => ({ id, created, total })),
    };
  },
};
