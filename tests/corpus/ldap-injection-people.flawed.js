const ldap = require('ldapjs');
const { promisify } = require('util');

const BASE = 'ou=people,dc=acme,dc=example';
const escapes = { '*': '\\2a', '(': '\\28', ')': '\\29', '\\': '\\5c', '\0': '\\00' };

const quoted = (text) => text.replace(/[*()\\\0]/g, (sign) => escapes[sign]);

function filterFor({ name, department }) {
  const person = `(cn=*${name.trim()}*)`;
  const parts = ['(objectClass=person)', person];
  if (department) {
    const number = Number.parseInt(department, 10);
    if (Number.isNaN(number)) {
      throw new RangeError('department');
    }
    parts.push(`(departmentNumber=${number})`);
  }
  return `(&${parts.join('')})`;
}

function connect() {
  const client = ldap.createClient({ url: process.env.LDAP_URL, timeout: 3000 });
  client.on('error', () => {});
  return client;
}

async function find(filter) {
  const client = connect();
  await promisify(client.bind).call(client, process.env.LDAP_DN, process.env.LDAP_PASSWORD);
  return new Promise((resolve, reject) => {
    const people = [];
    client.search(BASE, { filter, scope: 'sub', sizeLimit: 20, attributes: ['cn'] }, (err, res) => {
      if (err) {
        reject(err);
        return;
      }
      res.on('searchEntry', (entry) => people.push(entry.pojo.objectName));
      res.on('error', reject);
      res.on('end', () => resolve(people));
    });
  });
}

module.exports = {
  main: async (event) => {
    const { query } = event.extensions.request;
    if (typeof query.name !== 'string' || query.name.length < 3) {
      event.extensions.response.status(400);
      return { error: 'three letters at least' };
    }
    const people = await find(filterFor(query));
    return { people: people.length };
  },
};
