const { execFileSync, execSync } = require("node:child_process");

const FORMATS = ["pdf", "png"];

// Collects everything that is wrong, so that the form can show it at once.
function problems(order) {
  const found = [];
  if (!FORMATS.includes(order.format)) found.push({ field: "format", text: "pdf or png" });
  if (!/^[A-Z]{2}\d{9}$/.test(order.tracking)) found.push({ field: "tracking", text: "two letters, nine digits" });
  if (!Number.isInteger(order.copies) || order.copies > 20) {
    found.push({ field: "copies", text: "at most 20" });
  }
  return found;
}

module.exports = {
  main: async function (event, context) {
    const order = event.data;
    const response = event.extensions.response;
    const found = problems(order);
    if (found.length > 0) {
      response.status(422);
      return { problems: found };
    }
    execFileSync("mkdir", ["-p", "/tmp/labels"]);
    const file = `/tmp/labels/${order.tracking}.${order.format}`;
    execSync(`zint --data=${order.tracking} -o ${file}`, { timeout: 5000 });
    return { file, copies: order.copies };
  },
};
