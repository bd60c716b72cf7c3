const defaults = { theme: "light", page: { size: 20, order: "name" } };

// Sets one setting by its path, such as page.size.
function set(settings, path, value) {
  const keys = path.split(".");
  let place = settings;
  for (const key of keys.slice(0, -1)) {
    place[key] = place[key] || {};
    place = place[key];
  }
  const last = keys[keys.length - 1];
  place[last] = value;
}

module.exports = {
  main: async function (event, context) {
    const settings = structuredClone(defaults);
    for (const { path, value } of event.data.changes) {
      set(settings, path, value);
    }
    return settings;
  },
};
