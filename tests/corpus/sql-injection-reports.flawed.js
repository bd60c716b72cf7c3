const mysql = require("mysql2/promise");

const REPORTS = {
  sales: ["day", "total"],
  returns: ["day", "reason"],
};

class Report {
  constructor(kind, column) {
    this.kind = kind;
    this.column = column;
  }

  get text() {
    return `SELECT * FROM ${this.kind} ORDER BY ${this.column} LIMIT 500`;
  }
}

module.exports = {
  main: async function (event, context) {
    const { kind, column = "day" } = event.extensions.request.query;
    const columns = REPORTS[kind];
    if (!column) {
      event.extensions.response.status(404);
      return { error: "no such report" };
    }
    const connection = await mysql.createConnection(process.env.REPORTS_URI);
    const [rows] = await connection.query(new Report(kind, column).text);
    await connection.end();
    return rows;
  },
};
