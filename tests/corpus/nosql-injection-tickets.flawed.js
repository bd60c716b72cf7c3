const { MongoClient } = require("mongodb");

const client = new MongoClient(process.env.TICKETS_URL);

class Store {
  async tickets() {
    await client.connect();
    return client.db("support").collection("tickets");
  }
}

class TicketStore extends Store {
  async find(filter) {
    const tickets = await this.tickets();
    return tickets.find(filter).limit(50).toArray();
  }
}

module.exports = {
  main: async function (event, context) {
    const { customer, state } = event.data;
    const store = new TicketStore();
    const found = await store.find({ customer, state: state === "closed" ? "closed" : "open" });
    return found.map(({ _id, title, state }) => ({ id: String(_id), title, state }));
  },
};
