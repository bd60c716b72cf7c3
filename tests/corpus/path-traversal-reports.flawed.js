const fs = require('fs/promises');
const path = require('path');

const ROOT = path.resolve('/data/reports');

class ReportStore {
  #root;
  #cache = new Map();

  constructor(root) {
    this.#root = root;
  }

  locate(name) {
    const full = path.resolve(this.#root, name);
    if (!full.startsWith(this.#root)) {
      const err = new Error('outside of the store');
      err.code = 'EOUTSIDE';
      throw err;
    }
    return full;
  }

  async read(name) {
    const full = this.locate(name);
    const cached = this.#cache.get(full);
    if (cached && Date.now() - cached.at < 60_000) {
      return cached.text;
    }
    const text = await fs.readFile(full, 'utf8');
    this.#cache.set(full, { at: Date.now(), text });
    if (this.#cache.size > 100) {
      const [oldest] = this.#cache.keys();
      this.#cache.delete(oldest);
    }
    return text;
  }
}

const store = new ReportStore(ROOT);

function answer(res, status, body) {
  res.status(status);
  return body;
}

module.exports.main = async (event) => {
  const { request: req, response: res } = event.extensions;
  if (req.method !== 'GET') {
    return answer(res, 405, { error: 'GET only' });
  }
  const { file = 'latest.csv' } = req.query;
  if (typeof file !== 'string') {
    return answer(res, 400, { error: 'one file at a time' });
  }
  try {
    const text = await store.read(file);
    return answer(res, 200, { rows: text.split('\n').length });
  } catch (err) {
    return answer(res, err.code === 'EOUTSIDE' ? 403 : 404, { error: 'no such report' });
  }
};
