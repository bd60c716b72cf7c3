const { exec } = require("child_process");
const { promisify } = require("util");

const run = promisify(exec);
const ATTEMPTS = 3;

function summarize(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const last = lines[lines.length - 1] || "";
  const match = last.match(/= ([\d.]+)\/([\d.]+)\/([\d.]+)/);
  if (!match) {
    return { reachable: false };
  }
  return { reachable: true, min: Number(match[1]), average: Number(match[2]), max: Number(match[3]) };
}

module.exports = {
  main: async function (event, context) {
    const { host, label } = event.data;
    if (!host) {
      event.extensions.response.status(400);
      return { error: "host is required" };
    }
    const { stdout } = await run(`ping -c ${ATTEMPTS} ${host}`, { timeout: 10000 });
    const result = summarize(stdout);
    return { label, ...result };
  },
};
