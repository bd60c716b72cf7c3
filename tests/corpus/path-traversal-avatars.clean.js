const fs = require('node:fs');
const path = require('node:path');
const validator = require('validator');

const STORE = '/var/avatars';
const TYPES = { 'image/png': '.png', 'image/jpeg': '.jpg' };

class Avatar {
  constructor({ user, type, bytes }) {
    Object.assign(this, { user, type, bytes });
  }

  get file() {
    return path.join(STORE, `${this.user}${TYPES[this.type]}`);
  }

  save() {
    fs.writeFileSync(this.file, Buffer.from(this.bytes, 'base64'), { mode: 0o640 });
  }
}

function problems({ user, type, bytes } = {}) {
  const found = [];
  if (typeof user !== 'string' || !validator.isUUID(user)) found.push('user');
  if (!Object.hasOwn(TYPES, type ?? '')) found.push('type');
  if (typeof bytes !== 'string' || bytes.length > 400_000) found.push('bytes');
  return found;
}

const json = (res, status, body) => {
  res.status(status).type('application/json');
  return body;
};

module.exports = {
  main(event) {
    const { request, response } = event.extensions;
    if (request.method !== 'PUT') {
      return json(response, 405, { error: 'PUT only' });
    }
    const found = problems(event.data);
    if (found.length > 0) {
      return json(response, 422, { problems: found });
    }
    try {
      new Avatar(event.data).save();
    } catch (err) {
      console.error(err.code);
      return json(response, 500, { error: 'not saved' });
    }
    return json(response, 201, { ok: true });
  },
};
