const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 2 });

module.exports = {
  main: async function (event, context) {
    const { name, city } = event.extensions.request.query;
    const sql = `select id, name, city from customers where name = '${name}' and city = '${city}'`;
    const found = await pool.query(sql);
    return found.rows;
  },
};
