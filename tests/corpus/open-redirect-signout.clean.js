const HOME = "https://shop.example/";
const TARGETS = [HOME, "https://help.shop.example/"];

function destination(query) {
  const wanted = query.return_to;
  return TARGETS.find((target) => target === wanted) || HOME;
}

module.exports = {
  main: async function (event, context) {
    const { request, response } = event.extensions;
    response.clearCookie("session");
    response.redirect(302, destination(request.query));
  },
};
