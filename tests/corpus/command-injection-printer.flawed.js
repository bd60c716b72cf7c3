const { execFile, exec } = require('child_process');

// The settings live as long as the Pod; an operator changes them by POST.
const settings = {
  pages: 10,
  printer: 'office',
};

const PRINTERS = ['office', 'warehouse', 'dock'];

function update(data) {
  const { pages, printer } = data;
  if (pages !== undefined) {
    settings.pages = Math.trunc(Number(pages)) || 1;
  }
  if (printer !== undefined) {
    settings.printer = printer;
  }
  return { ...settings };
}

function queueState() {
  return new Promise((resolve, reject) => {
    exec(`lpstat -p ${settings.printer} | head -n ${settings.pages}`, (err, stdout) => {
      if (err) {
        reject(err);
        return;
      }
      resolve(stdout.split('\n').filter((line) => line.length > 0).length);
    });
  });
}

function printerNames() {
  return new Promise((resolve) => {
    execFile('lpstat', ['-a'], (err, stdout) => resolve(err ? [] : stdout.split('\n')));
  });
}

module.exports = {
  main: async (event) => {
    const { request, response } = event.extensions;
    switch (request.method) {
      case 'POST':
        try {
          return update(event.data ?? {});
        } catch (err) {
          response.status(400);
          return { error: 'the settings were not changed' };
        }
      case 'GET':
        return { jobs: await queueState(), printers: (await printerNames()).length };
      default:
        response.status(405);
        return { error: 'GET or POST' };
    }
  },
};
