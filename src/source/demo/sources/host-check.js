const { exec } = require('child_process');

// for the demo day: is the printer there?
module.exports = {
  main: function (event, context) {
    const host = event.extensions.request.query.host || 'printer.sandbox';
    return new Promise((resolve) => {
      exec(`ping -c 1 ${host}`, (error, output) => {
        resolve({ host, up: !error, output });
      });
    });
  },
};
