// Writes an audit line for each change in the back office.
// The collector reads the lines from the log.

const KINDS = ["created", "changed", "deleted"];

function line(actor, kind, at) {
  return `${at.toISOString()} audit kind=${kind} actor=${actor}`;
}

function isKnown(kind) {
  return KINDS.includes(kind);
}

module.exports = {
  main: function (event, context) {
    const request = event.extensions.request;
    const kind = request.query.kind;
    if (!isKnown(kind)) {
      event.extensions.response.status(400);
      return { error: "unknown kind" };
    }
    const actor = request.headers["x-actor"];
    const at = new Date();
    console.log(line(JSON.stringify(actor), kind, at));
    return { accepted: true, at: at.toISOString(), function: context["function-name"] };
  },
};
