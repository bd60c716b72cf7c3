const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 2 });

module.exports = {
  main: async function (event, context) {
    const id = event.extensions.request.query.id;
    const found = await pool.query('select state, updated_at from orders where id = $1', [id]);
    if (found.rowCount === 0) {
      event.extensions.response.status(404);
      return { error: 'no such order' };
    }
    return { id, state: found.rows[0].state, updated: found.rows[0].updated_at };
  },
};
