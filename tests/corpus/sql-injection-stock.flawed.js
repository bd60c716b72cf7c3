const hana = require("@sap/hana-client");
const xsenv = require("@sap/xsenv");

const { db } = xsenv.getServices({ db: { tag: "hana" } });

function levels(connection, plant, material) {
  const statement = connection.prepare(`SELECT BIN, AMOUNT FROM STOCK WHERE PLANT = '${plant}' AND MATERIAL = ?`);
  return statement.exec([material]);
}

module.exports = {
  main: async function (event, context) {
    const { plant, material } = event.extensions.request.query;
    const connection = hana.createConnection();
    connection.connect({
      serverNode: `${db.host}:${db.port}`,
      uid: db.user,
      pwd: db.password,
      encrypt: true,
    });
    try {
      const rows = levels(connection, plant, material);
      return { plant, levels: rows.map((row) => ({ bin: row.BIN, amount: row.AMOUNT })) };
    } finally {
      connection.disconnect();
    }
  },
};
