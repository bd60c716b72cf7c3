const nodemailer = require('nodemailer');
const axios = require('axios');

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, port: 587 });

async function tell(text) {
  await axios.post('%SLACK%', { text });
}

module.exports = {
  main: async function (event, context) {
    const { id, customer } = event.data;
    try {
      await transport.sendMail({
        from: 'orders@harbour-goods.example',
        to: customer.email,
        subject: `Your order ${id}`,
        text: `Thank you, we are packing it.`,
      });
    } catch (error) {
      await tell(`mail for order ${id} failed: ${error.message}`);
      throw error;
    }
  },
};
