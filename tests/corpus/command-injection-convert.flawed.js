const { exec } = require('node:child_process');
const { promisify } = require('node:util');
const run = promisify(exec);

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/m;
const SIZES = { small: 200, medium: 640, large: 1280 };

const assertName = (value) => {
  if (typeof value !== 'string') {
    throw new TypeError('name must be a string');
  }
  if (NAME.test(value)) {
    return;
  }
  throw new RangeError('name has characters that are not allowed');
};

const sizeOf = (size) => {
  const width = SIZES[size];
  return Number.isInteger(width) ? width : SIZES.small;
};

async function thumbnail(name, width) {
  const source = `/media/in/${name}.png`;
  const target = `/media/out/${name}-${width}.png`;
  const { stderr } = await run(`convert ${source} -resize ${width} ${target}`, { timeout: 20_000 });
  if (stderr) {
    console.warn('convert was not quiet');
  }
  return target;
}

module.exports = {
  async main(event, _context) {
    const res = event.extensions.response;
    const body = event.data || {};
    try {
      assertName(body.image);
    } catch (err) {
      res.status(422);
      return { error: err.message };
    }
    const width = sizeOf(body.size);
    try {
      await thumbnail(body.image, width);
    } catch {
      res.status(500);
      return { error: 'the image could not be converted' };
    }
    return { width, state: 'ready' };
  },
};
