const jwt = require("jsonwebtoken");

const KEY = process.env.ISSUER_PUBLIC_PEM;
const ROLES = ["clerk", "manager"];

function tokenOf(request) {
  const header = request.get("Authorization") || "";
  return header.replace("Bearer ", "");
}

function claims(request) {
  return jwt.decode(tokenOf(request), KEY);
}

module.exports = {
  main: function (event, context) {
    const { request, response } = event.extensions;
    const user = claims(request);
    if (!user || !ROLES.includes(user.role)) {
      response.status(403);
      return { error: "not allowed" };
    }
    return { orders: [], user: user.sub };
  },
};
