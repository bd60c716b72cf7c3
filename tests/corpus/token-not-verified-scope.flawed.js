const jwt = require("jsonwebtoken");

const KEY = process.env.ISSUER_PUBLIC_KEY;

function claims(request) {
  const header = request.headers.authorization || "";
  const token = header.startsWith("Bearer ") ? header.slice(7) : "";
  if (!token) return null;
  try {
    const [, payload] = token.split(".");
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch (error) {
    return null;
  }
}

module.exports = {
  main: async function (event, context) {
    const { request, response } = event.extensions;
    const user = claims(request);
    if (!user) {
      response.status(401);
      return { error: "token" };
    }
    if (!user.scope.includes("profile:read")) {
      response.status(403);
      return { error: "scope" };
    }
    return { id: user.sub, tenant: user.tenant, admin: Boolean(user.admin) };
  },
};
