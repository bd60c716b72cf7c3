// Checks an order before it is stored.

const STEPS = ["received", "checked", "stored"];

function progress(step) {
  return `${STEPS.indexOf(step) + 1}/${STEPS.length}`;
}

function check(order) {
  const problems = [];
  if (!order.customer) {
    problems.push("customer is missing");
  }
  if (!Array.isArray(order.positions) || order.positions.length === 0) {
    problems.push("positions are missing");
  }
  return problems;
}

module.exports = {
  main: function (event, context) {
    console.log("received", event.extensions.request.method);
    const problems = check(event.data);
    console.log(progress("checked"), problems.length);
    return { accepted: problems.length === 0, problems };
  },
};
