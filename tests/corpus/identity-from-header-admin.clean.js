// Switches the maintenance mode of the shop.
// Only administrators may do so.
// The pages ask for the mode every minute.

const { createRemoteJWKSet, jwtVerify } = require("jose");

const keys = createRemoteJWKSet(new URL("https://login.example.com/keys"));
const maintenance = { active: false, since: null };

async function roleOf(request) {
  const token = request.get("authorization").slice(7);
  const { payload } = await jwtVerify(token, keys, { issuer: "https://login.example.com" });
  return { role: payload.role };
}

module.exports = {
  main: async function (event, context) {
    const { request, response } = event.extensions;
    const user = await roleOf(request);
    if (user.role !== "admin") {
      response.status(403);
      return { error: "not allowed" };
    }
    maintenance.active = !maintenance.active;
    maintenance.since = new Date().toISOString();
    return maintenance;
  },
};
