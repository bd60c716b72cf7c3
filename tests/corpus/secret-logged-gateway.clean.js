const winston = require("winston");
const fetch = require("node-fetch");

const logger = winston.createLogger({ level: "debug", transports: [new winston.transports.Console()] });
const config = {
  base: "https://api.payments.example.com",
  key: process.env.GATEWAY_API_KEY,
};

class Gateway {
  constructor({ base, key }) {
    this.base = base;
    this.key = key;
  }

  headers() {
    return { authorization: `Bearer ${this.key}`, "content-type": "application/json" };
  }

  async charge(amount) {
    const headers = this.headers();
    logger.debug("charging", { amount });
    const response = await fetch(`${this.base}/charges`, { method: "POST", headers, body: JSON.stringify({ amount }) });
    return response.json();
  }
}

module.exports = { main: async (event) => new Gateway(config).charge(Number(event.data.amount)) };
