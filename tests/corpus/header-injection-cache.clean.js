// Serves the legal pages of the shop.
// The content changes a few times a year only.

const ALLOWED = ["Cache-Control", "ETag", "Last-Modified"];

// Headers that a caller may ask for.
const PAGES = {
  imprint: "Example Ltd, 1 Main Street",
  terms: "General terms and conditions",
};

function pick(name) {
  return PAGES[name] || "not found";
}

module.exports = {
  main: function (event, context) {
    const { request, response } = event.extensions;
    const page = pick(request.query.page);
    const extra = event.data && event.data.header;
    if (extra && ALLOWED.includes(extra.name)) {
      response.setHeader(extra.name, "max-age=60");
    }
    response.setHeader("X-Pages", String(Object.keys(PAGES).length));
    return { page };
  },
};
