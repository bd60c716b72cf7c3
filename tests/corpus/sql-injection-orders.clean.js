const { Pool } = require("pg");

const pool = new Pool({
  host: process.env.PGHOST,
  user: process.env.PGUSER,
  password: process.env.PGPASSWORD,
  database: "shop",
});

async function ordersOf(customer, status) {
  const sql = "SELECT id, total, status FROM orders WHERE customer = $1" +
    " AND status = $2 ORDER BY created DESC LIMIT 50";
  const result = await pool.query(sql, [customer, status]);
  return result.rows;
}

module.exports = {
  main: async function (event, context) {
    const { customer, status = "open" } = event.extensions.request.query;
    if (!customer) {
      return { orders: [] };
    }
    const orders = await ordersOf(customer, status);
    const total = orders.reduce((sum, order) => sum + Number(order.total), 0);
    return { customer: orders.length > 0, orders, total };
  },
};
