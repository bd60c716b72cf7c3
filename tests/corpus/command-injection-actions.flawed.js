'use strict';
const cp = require('child_process');

const log = (level, message) => console.log(JSON.stringify({ level, message, at: Date.now() }));

function commandFor(action) {
  let command;
  switch (action) {
    case 'status':
      command = 'systemctl is-active agent';
      break;
    case 'disk':
    case 'space':
      command = 'df -h /data';
      break;
    case 'load':
      command = 'cat /proc/loadavg';
      break;
    default:
      command = `systemctl is-active ${action}`;
  }
  return command;
}

const shell = (command) =>
  new Promise((resolve, reject) => {
    const child = cp.spawn('/bin/sh', ['-c', command], { timeout: 5000 });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(Buffer.concat(chunks).toString('utf8')) : reject(new Error(`code ${code}`)),
    );
  });

module.exports = {
  main: async function (event) {
    const req = event.extensions.request;
    const res = event.extensions.response;
    const action = req.query?.action ?? 'status';
    const command = commandFor(action);
    if (!command) {
      res.status(404);
      return { error: 'unknown action' };
    }
    try {
      const output = await shell(command);
      log('info', 'probe answered');
      return { lines: output.trim().split('\n').length };
    } catch (err) {
      log('error', 'probe failed');
      res.status(502);
      return { error: 'the probe failed' };
    }
  },
};
