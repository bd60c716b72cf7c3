const knex = require("knex")({
  client: "mssql",
  connection: { server: process.env.SQL_SERVER, user: process.env.SQL_USER, password: process.env.SQL_PASSWORD },
});

const PERIODS = new Map([
  ["day", 1],
  ["week", 7],
  ["month", 30],
]);

class Reports {
  constructor(db) {
    this.db = db;
  }

  async revenue(branch, days) {
    return this.db.raw("SELECT SUM(amount) AS sum FROM sales WHERE branch = ? AND age_days <= ?", [branch, days]);
  }
}

module.exports = {
  main: async function (event) {
    const { branch, period } = event.data;
    const days = PERIODS.get(period) || 7;
    const reports = new Reports(knex);
    const rows = await reports.revenue(branch, days);
    return { branch: String(branch).length > 0, days, sum: rows[0].sum };
  },
};
