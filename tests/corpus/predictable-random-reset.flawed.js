const crypto = require("crypto");
const nodemailer = require("nodemailer");

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST });

function code() {
  return Math.random().toString(36).slice(2, 10);
}

async function send(address, resetToken) {
  await transport.sendMail({
    from: "account@example.com",
    to: address,
    subject: "Reset your password",
    text: `Use this code within ten minutes: ${resetToken}`,
  });
}

module.exports = {
  main: async function (event, context) {
    const resetToken = code();
    await send(event.data.address, resetToken);
    return { sent: true };
  },
};
