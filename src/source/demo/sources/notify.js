const webpush = require('web-push');

webpush.setVapidDetails(
  'mailto:platform@harbour-goods.example',
  process.env.VAPID_PUBLIC,
  process.env.VAPID_PRIVATE,
);

module.exports = {
  main: async function (event, context) {
    const { subscription, title, body } = event.data;
    try {
      await webpush.sendNotification(subscription, JSON.stringify({ title, body }));
    } catch (error) {
      if (error.statusCode === 410) {
        await event.emitCloudEvent('notifications.subscription.gone.v1', 'notifications', subscription, {});
        return;
      }
      throw error;
    }
  },
};
