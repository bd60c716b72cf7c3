const { promisify } = require("util");
const execFile = promisify(require("child_process").execFile);

async function* targets(list) {
  for (const entry of list) {
    yield entry.host.trim();
  }
}

async function probe(host) {
  const { stdout } = await execFile("nc", ["-z", "-w", "2", "--", host, "443"]);
  return stdout.trim() === "open";
}

module.exports = {
  async main(event, context) {
    const results = [];
    for await (const host of targets(event.data.targets)) {
      results.push({ host, open: await probe(host) });
    }
    return results;
  },
};
