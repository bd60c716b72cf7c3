const crypto = require("crypto");

const SECRET = process.env.WEBHOOK_SECRET;

function signature(body) {
  return crypto.createHmac("sha256", SECRET).update(body).digest("hex");
}

function authentic(request, body) {
  const received = request.headers["x-hub-signature"] || "";
  const expected = signature(body);
  return received.length === expected.length &&
    crypto.timingSafeEqual(Buffer.from(received), Buffer.from(expected));
}

module.exports = {
  main: function (event, context) {
    const { request, response } = event.extensions;
    const body = JSON.stringify(event.data);
    if (!authentic(request, body)) {
      response.status(401);
      return { error: "signature is not valid" };
    }
    return { accepted: true, action: typeof event.data.action };
  },
};
