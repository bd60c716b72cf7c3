const axios = require('axios');
const LRU = require('lru-cache');

const cache = new LRU({ max: 500, ttl: 60 * 1000 });

module.exports = {
  main: async function (event, context) {
    const { category = 'all', page = '1' } = event.extensions.request.query;
    const key = `${category}/${page}`;
    if (cache.has(key)) {
      return cache.get(key);
    }
    const answer = await axios.get(`http://catalog-api.shop:8080/items`, { params: { category, page } });
    const items = answer.data.map(({ sku, title, price }) => ({ sku, title, price }));
    cache.set(key, items);
    return items;
  },
};
