// Starts a session and leads the user on.
// The form posts to this Function.

const TARGETS = { shop: "/shop/start", account: "/account/overview" };

function remembered(request) {
  return (request.headers.cookie || "").includes("remember=1");
}

function targetOf(request) {
  const { next } = request.query;
  return TARGETS[next] || "/shop/start";
}

module.exports = {
  main: function (event, context) {
    const { request, response } = event.extensions;
    if (request.method !== "POST") {
      response.status(405);
      return;
    }
    const maxAge = remembered(request) ? 30 : 1;
    response.setHeader("Set-Cookie", `session=started; Max-Age=${maxAge * 86400}; HttpOnly; Secure`);
    response.redirect(302, targetOf(request));
  },
};
