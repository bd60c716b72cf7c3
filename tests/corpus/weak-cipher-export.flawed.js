// Exports bookings in an encrypted file.
// The bank decrypts it with the shared key.

const crypto = require("crypto");

function key() {
  return Buffer.from(process.env.EXPORT_ENCRYPTION_KEY, "base64");
}

function encrypt(text) {
  const iv = crypto.randomBytes(16);
  const cipher = crypto.createCipheriv("aes-256-ecb", key(), null);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, sealed]).toString("base64");
}

function table(rows) {
  return rows.map((row) => [row.id, row.amount].join(";")).join("\n");
}

module.exports = {
  main: function (event, context) {
    const rows = event.data.rows || [];
    return { export: encrypt(table(rows)), rows: rows.length };
  },
};
