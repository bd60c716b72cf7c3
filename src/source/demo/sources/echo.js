module.exports = {
  main: function (event, context) {
    console.log(JSON.stringify(event.data));
    return { hello: 'world', you: event.extensions.request.headers, sent: event.data };
  },
};
