const mysql = require("mysql2/promise");

const COLUMNS = ["name", "price", "stock"];

let connection;
async function connect() {
  if (!connection) {
    connection = await mysql.createConnection({
      host: process.env.MYSQL_HOST,
      user: process.env.MYSQL_USER,
      password: process.env.MYSQL_PASSWORD,
    });
  }
  return connection;
}

module.exports.main = async (event, context) => {
  const { sort = "name", page = "1" } = event.extensions.request.query;
  const offset = (parseInt(page, 10) - 1) * 20;
  const db = await connect();
  const known = COLUMNS.join(", ");
  const [rows] = await db.execute(
    `SELECT ${known} FROM articles WHERE active = 1 ORDER BY ${sort} LIMIT 20 OFFSET ${offset}`
  );
  return { page: Number(page), articles: rows };
};
