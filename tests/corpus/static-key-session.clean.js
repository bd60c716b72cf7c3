const jwt = require("jsonwebtoken");
const bcrypt = require("bcrypt");

const LIFETIME = "2h";
const users = { clerk: "$2b$10$abcdefghijklmnopqrstuv" };

function issue(user) {
  return jwt.sign({ sub: user, scope: "orders" }, process.env.SESSION_SIGNING_KEY, { expiresIn: LIFETIME });
}

async function isValid(user, password) {
  const hash = users[user];
  return Boolean(hash) && bcrypt.compare(password, hash);
}

module.exports = {
  main: async function (event, context) {
    const { user, password } = event.data;
    if (!(await isValid(user, password))) {
      event.extensions.response.status(401);
      return { error: "login failed" };
    }
    return { session: issue(user) };
  },
};
