const { Client } = require('@elastic/elasticsearch');

const client = new Client({ node: process.env.SEARCH_URL });

module.exports = {
  main: async function (event, context) {
    const text = String(event.extensions.request.query.q || '').slice(0, 200);
    if (text.length < 2) {
      return [];
    }
    const found = await client.search({
      index: 'items',
      query: { multi_match: { query: text, fields: ['title^3', 'description'] } },
      size: 20,
    });
    return found.hits.hits.map((hit) => ({ sku: hit._id, score: hit._score, ...hit._source }));
  },
};
