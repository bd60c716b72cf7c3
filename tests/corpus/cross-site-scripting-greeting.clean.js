const escapeHtml = require("escape-html");

const STYLE = "body { font-family: sans-serif }";

function page(title, content) {
  return `<!doctype html>
<html>
  <head><title>${title}</title><style>${STYLE}</style></head>
  <body>${content}</body>
</html>`;
}

function salutation(hour) {
  return hour < 12 ? "Good morning" : "Good day";
}

module.exports = {
  main: function (event, context) {
    const { request, response } = event.extensions;
    const name = request.query.name || "guest";
    const hour = new Date().getHours();
    response.type("text/html");
    return page("Welcome", `<h1>${salutation(hour)}, ${escapeHtml(name)}</h1>`);
  },
};
