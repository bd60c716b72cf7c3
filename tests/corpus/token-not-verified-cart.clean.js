const jwt = require('jsonwebtoken');
const Redis = require('ioredis');

const redis = new Redis(process.env.REDIS_URL, { lazyConnect: true, maxRetriesPerRequest: 2 });
const KEYS = new Map([
  ['2024', process.env.JWT_KEY_2024],
  ['2025', process.env.JWT_KEY_2025],
]);

class Denied extends Error {}

function bearer(headers) {
  const [scheme, token] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) {
    throw new Denied('no token');
  }
  return token;
}

function claimsOf(token) {
  const decoded = jwt.decode(token, { complete: true });
  const key = KEYS.get(decoded?.header?.kid);
  if (!key) {
    throw new Denied('unknown key');
  }
  try {
    return jwt.verify(token, key, { algorithms: ['RS256'], audience: 'carts' });
  } catch {
    throw new Denied('token is not valid');
  }
}

async function cart(user) {
  const raw = await redis.get(`cart:${user}`);
  return raw ? JSON.parse(raw) : { lines: [] };
}

module.exports = {
  async main(event) {
    const { request, response } = event.extensions;
    let claims;
    try {
      claims = claimsOf(bearer(request.headers));
    } catch (err) {
      if (!(err instanceof Denied)) {
        throw err;
      }
      response.status(401);
      return { error: err.message };
    }
    if (!claims.scope?.split(' ').includes('cart.read')) {
      response.status(403);
      return { error: 'scope cart.read is missing' };
    }
    const { lines } = await cart(claims.sub);
    return { lines, total: lines.reduce((sum, { price, count }) => sum + price * count, 0) };
  },
};
