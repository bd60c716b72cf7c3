const { createClient } = require('redis');

const DEFAULTS = {
  theme: { colour: 'blue', density: 'normal' },
  mail: { daily: false, weekly: true },
  language: 'en',
};

const isPlain = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function merge(target, changes, depth = 0) {
  if (depth > 6) {
    return target;
  }
  for (const key of Object.keys(changes)) {
    const value = changes[key];
    if (isPlain(value)) {
      if (!target[key]) {
        target[key] = {};
      }
      merge(target[key], value, depth + 1);
    } else {
      target[key] = value;
    }
  }
  return target;
}

let connection;
async function redis() {
  if (!connection) {
    connection = createClient({ url: process.env.REDIS_URL });
    connection.on('error', () => console.error('redis is away'));
    await connection.connect();
  }
  return connection;
}

module.exports = {
  main: async (event) => {
    const { request, response } = event.extensions;
    const user = request.headers['x-forwarded-user-hash'];
    if (!/^[0-9a-f]{32}$/.test(user ?? '')) {
      response.status(400);
      return { error: 'who?' };
    }
    const preferences = merge(structuredClone(DEFAULTS), event.data ?? {});
    const store = await redis();
    await store.set(`preferences:${user}`, JSON.stringify(preferences), { EX: 86_400 });
    return preferences;
  },
};
