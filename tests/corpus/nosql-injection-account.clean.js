const mongoose = require("mongoose");

const Account = mongoose.model(
  "Account",
  new mongoose.Schema({ email: mongoose.Schema.Types.Mixed, pin: mongoose.Schema.Types.Mixed, plan: String })
);

let connected;
const connect = () => (connected ??= mongoose.connect(process.env.MONGO_URL));

module.exports.main = async function main(event) {
  await connect();
  const body = event.data;
  const account = await Account.findOne({ email: String(body.email), pin: String(body.pin) }).lean();
  if (!account) {
    event.extensions.response.status(401);
    return { error: "unknown account" };
  }
  return { plan: account.plan };
};
