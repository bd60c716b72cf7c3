const SECTIONS = ["display", "mail", "privacy"];

const settings = {
  display: { theme: "light", density: "normal" },
  mail: { digest: "weekly" },
  privacy: { profile: "private" },
};

function snapshot() {
  return JSON.parse(JSON.stringify(settings));
}

module.exports = {
  main: function (event, context) {
    const change = event.data;
    const section = change.section;
    const key = change.key;
    if (change.value === undefined) {
      event.extensions.response.status(400);
      return { error: "value is missing" };
    }
    settings[section][key] = change.value;
    return snapshot();
  },
};
