// Reports the state of the Function.
// Called by the monitoring of the team.

const os = require("os");

const VERSION = "2.4.1";

function memory() {
  const free = os.freemem() / 1048576;
  const total = os.totalmem() / 1048576;
  return { free: Math.round(free), total: Math.round(total) };
}

function settings() {
  return { namespace: process.env.SERVICE_NAMESPACE, mode: process.env.MODE, token: process.env.UPSTREAM_TOKEN };
}

module.exports = {
  main: async function (event, context) {
    const verbose = event.extensions.request.query.verbose === "true";
    const state = { version: VERSION, uptime: process.uptime(), memory: memory() };
    if (verbose) {
      state.settings = settings();
    }
    return state;
  },
};
