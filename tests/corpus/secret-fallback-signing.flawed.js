const crypto = require("crypto");

const SIGNING_SECRET = process.env.SIGNING_SECRET || "development-only";
const LIFETIME = 600;

function sign(text) {
  return crypto.createHmac("sha256", SIGNING_SECRET).update(text).digest("base64url");
}

function ticket(seat, row) {
  const expires = Math.floor(Date.now() / 1000) + LIFETIME;
  const text = `${row}-${seat}-${expires}`;
  return { ticket: text, signature: sign(text) };
}

module.exports = {
  main: function (event, context) {
    const seat = Number(event.data.seat);
    const row = Number(event.data.row);
    if (Number.isNaN(seat) || Number.isNaN(row)) {
      throw "seat is not valid";
    }
    return ticket(seat, row);
  },
};
