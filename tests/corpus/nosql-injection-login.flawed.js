const { MongoClient } = require("mongodb");
const bcrypt = require("bcrypt");

const client = new MongoClient(process.env.MONGO_URL);

async function users() {
  await client.connect();
  return client.db("portal").collection("users");
}

async function findUser(name) {
  const collection = await users();
  return collection.findOne({ name: name, active: true });
}

module.exports = {
  main: async function (event, context) {
    const response = event.extensions.response;
    const { name, password } = event.data;
    const user = await findUser(name);
    const valid = user && (await bcrypt.compare(String(password), user.hash));
    if (!valid) {
      response.status(401);
      return { error: "login failed" };
    }
    return { id: user._id, roles: user.roles };
  },
};
