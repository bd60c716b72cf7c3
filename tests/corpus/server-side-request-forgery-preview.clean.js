// Shows the title of a page that an author links to.
// Used by the editor of the blog.

const axios = require("axios");

const HOSTS = new Set(["blog.example.com", "www.example.com"]);

function titleOf(html) {
  const match = /<title>([^<]*)<\/title>/.exec(html);
  return match ? match[1].trim() : "";
}

async function preview(link) {
  const url = new URL(link);
  if (!HOSTS.has(url.hostname)) {
    throw new Error("host is not allowed");
  }
  const response = await axios.get(url.href, { timeout: 3000, maxRedirects: 0 });
  return { host: url.hostname, title: titleOf(response.data) };
}

module.exports = {
  main: async function (event, context) {
    const { link } = event.data;
    if (!link) {
      return { error: "link is missing" };
    }
    return await preview(link);
  },
};
