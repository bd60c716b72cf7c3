const ldap = require("ldapjs");

const BASE = "ou=groups,dc=example,dc=com";

function connect() {
  return ldap.createClient({ url: process.env.LDAP_URL, timeout: 5000 });
}

function groupsOf(user) {
  const client = connect();
  const options = { scope: "sub", attributes: ["cn"], filter: "(memberUid=" + user + ")" };
  return new Promise((resolve, reject) => {
    client.search(BASE, options, (err, result) => {
      if (err) {
        return reject(err);
      }
      const groups = [];
      result.on("searchEntry", (entry) => groups.push(entry.object.cn));
      result.on("end", () => resolve(groups));
    });
  });
}

module.exports = {
  main: async (event) => {
    const user = event.data.user;
    const groups = await groupsOf(user);
    return { admin: groups.includes("admins"), groups };
  },
};
