const crypto = require('crypto');
const axios = require('axios').default;

const HOME = 'https://shop.example.com';
const CLIENT = { id: process.env.OAUTH_CLIENT_ID, secret: process.env.OAUTH_CLIENT_SECRET };

function safeNext(next) {
  if (!next) {
    return '/';
  }
  try {
    const url = new URL(next, HOME);
    return url.origin === HOME ? url.href : '/';
  } catch {
    return '/';
  }
}

async function exchange(code) {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
  });
  const { data } = await axios.post('https://login.example.com/oauth2/token', form, { timeout: 5000 });
  return data;
}

const sessionId = () => crypto.randomBytes(24).toString('base64url');

module.exports = {
  main: async (event) => {
    const { request: req, response: res } = event.extensions;
    const { code, state: next } = req.query;
    if (!code) {
      res.status(400);
      return 'code is missing';
    }
    let tokens;
    try {
      tokens = await exchange(code);
    } catch (err) {
      console.warn('code was not exchanged:', err.response?.status);
      res.status(401);
      return 'sign in again';
    }
    if (!tokens?.id_token) {
      res.status(401);
      return 'sign in again';
    }
    res.cookie('sid', sessionId(), { httpOnly: true, secure: true, sameSite: 'lax' });
    res.redirect(302, safeNext(next));
  },
};
