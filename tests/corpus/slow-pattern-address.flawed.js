// Checks a mail address before it is stored.
// Used by the registration form while the user types.
// Answers 422 if the address is not accepted.

const ADDRESS = /^([a-zA-Z0-9]+\.?)+@example\.com$/;
const DOMAINS = new Set(["example.com", "example.org"]);

function normalize(address) {
  return address.trim().toLowerCase();
}

function domainOf(address) {
  return address.slice(address.lastIndexOf("@") + 1);
}

module.exports = {
  main: function (event, context) {
    const address = normalize(event.data.address || "");
    if (!ADDRESS.test(address)) {
      event.extensions.response.status(422);
      return { valid: false };
    }
    const known = DOMAINS.has(domainOf(address));
    return { valid: true, known };
  },
};
