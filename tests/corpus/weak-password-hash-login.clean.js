// Logs in to the portal of the suppliers.
// Accounts are loaded when the pod starts.

const crypto = require("crypto");

const ACCOUNTS = new Map();

function hash(password, salt) {
  return crypto.scryptSync(password, salt, 32);
}

function matches(account, password) {
  const computed = hash(password, account.salt);
  return crypto.timingSafeEqual(computed, account.hash);
}

module.exports = {
  main: function (event, context) {
    const { name, password } = event.data;
    const account = ACCOUNTS.get(name);
    if (!account || !matches(account, password)) {
      event.extensions.response.status(401);
      return { error: "login failed" };
    }
    return { roles: account.roles };
  },
};
