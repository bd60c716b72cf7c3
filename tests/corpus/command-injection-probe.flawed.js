const { promisify } = require("util");
const exec = promisify(require("child_process").exec);

async function* targets(list) {
  for (const entry of list) {
    yield entry.host.trim();
  }
}

async function probe(host) {
  const { stdout } = await exec(`nc -z -w 2 ${host} 443 && echo open`);
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
