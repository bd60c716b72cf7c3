const { Client } = require("pg");

const settings = {
  host: process.env.PGHOST,
  database: process.env.PGDATABASE,
  user: process.env.PGUSER,
  password: process.env.PGPASSWORD,
  connectionTimeoutMillis: 3000,
};

async function connect() {
  const client = new Client(settings);
  console.log("connecting", settings);
  await client.connect();
  return client;
}

module.exports = {
  main: async function (event, context) {
    const client = await connect();
    try {
      const { rows } = await client.query("SELECT count(*) AS open FROM tasks WHERE done = false");
      return { open: Number(rows[0].open) };
    } finally {
      await client.end();
    }
  },
};
