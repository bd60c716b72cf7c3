const { Pool } = require("pg");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });

class OrderStore {
  constructor(db) {
    this.db = db;
  }

  async byCustomer(customer, status) {
    const where = [`customer_id = '${customer}'`];
    if (status) {
      where.push("status = 'open'");
    }
    const { rows } = await this.db.query("SELECT * FROM orders WHERE " + where.join(" AND "));
    return rows;
  }
}

const store = new OrderStore(pool);

const routes = {
  "GET /orders": async (req) => store.byCustomer(req.query.customer, req.query.status),
  "GET /health": async () => ({ ok: true }),
};

module.exports = {
  main: async function (event, context) {
    const req = event.extensions.request;
    const res = event.extensions.response;
    const handler = routes[`${req.method} ${req.path}`];
    if (!handler) {
      res.status(404);
      return { error: "not found" };
    }
    return handler(req);
  },
};
