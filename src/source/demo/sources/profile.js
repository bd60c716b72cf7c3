const axios = require('axios');

module.exports = {
  main: async function (event, context) {
    const subject = event.extensions.request.headers['x-user-subject'];
    if (!subject) {
      event.extensions.response.status(403);
      return { error: 'unknown caller' };
    }
    const answer = await axios.get(`${process.env.DIRECTORY_URL}/users/${encodeURIComponent(subject)}`, {
      timeout: 5000,
    });
    const { id, name, mail } = answer.data;
    return { id, name, mail };
  },
};
