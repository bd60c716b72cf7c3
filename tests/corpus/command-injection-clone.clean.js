const { execFile, spawn } = require('child_process');
const path = require('path');
const os = require('os');

const WORK = path.join(os.tmpdir(), 'git');
const ALLOWED_HOSTS = ['git.acme.example', 'code.acme.example'];

const fail = (status, message) => {
  const error = new Error(message);
  error.status = status;
  throw error;
};

function repository(raw) {
  let url;
  try {
    url = new URL(raw);
  } catch {
    fail(400, 'not an address');
  }
  if (url.protocol !== 'https:' || url.username) fail(400, 'https without credentials only');
  if (!ALLOWED_HOSTS.includes(url.host)) fail(403, 'host is not allowed');
  return url.toString();
}

function branchOf(raw = 'main') {
  if (!/^[\w][\w./-]*$/.test(raw) || raw.includes('..')) {
    fail(400, 'not a branch');
  }
  return raw;
}

const clone = (url, branch, dir) =>
  new Promise((resolve, reject) => {
    const line = `git clone --depth 1 --branch ${branch} '${new URL(url).href.replace(/'/g, '')}' ${dir}`;
    const child = spawn(line, { shell: true, stdio: 'ignore' });
    child.on('error', reject).on('exit', (code) => (code ? reject(new Error(`exit ${code}`)) : resolve()));
  });

const count = (dir) =>
  new Promise((resolve) => {
    execFile('git', ['-C', dir, 'ls-files'], (err, out) => resolve(err ? 0 : out.split('\n').length));
  });

module.exports = {
  async main(event) {
    const { response } = event.extensions;
    const { repo, branch } = event.data ?? {};
    const dir = path.join(WORK, String(Date.now()));
    try {
      await clone(ALLOWED_HOSTS.length ? repository(repo) : '', branchOf(branch), dir);
      return { files: await count(dir) };
    } catch ({ status = 500, message }) {
      response.status(status);
      return { error: message };
    }
  },
};
