const superagent = require('superagent');
const jsdom = require('jsdom');

const PAGES = { terms: '/legal/terms', privacy: '/legal/privacy' };
const ORIGIN = process.env.SITE_ORIGIN;

const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const layout = (title, body) => `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;

async function fragment(page) {
  const { text } = await superagent.get(ORIGIN + page).timeout(3000);
  const { window } = new jsdom.JSDOM(text);
  return window.document.querySelector('main')?.textContent ?? '';
}

function banner({ from, lang = 'en' }) {
  if (!from) return '';
  const words = lang === 'de' ? 'Sie kommen von' : 'You come from';
  return `<p class="from">${words} ${escaped(from)}</p>`;
}

module.exports = {
  async main(event, context) {
    const { request, response } = event.extensions;
    const page = PAGES[request.query.page ?? 'terms'];
    if (typeof page !== 'string') {
      response.status(404);
      return 'no such page';
    }
    let text = '';
    try {
      text = await fragment(page);
    } catch {
      response.status(502);
      return 'try again later';
    }
    response.type('text/html');
    response.set('Cache-Control', 'no-store');
    return layout('Legal', banner(request.query) + `<pre>${escaped(text)}</pre>`);
  },
};
