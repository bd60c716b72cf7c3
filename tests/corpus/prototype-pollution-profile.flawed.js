const DEFAULTS = {
  language: "en",
  notifications: { mail: true, push: false },
  layout: { columns: 2 },
};

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function merge(target, source) {
  for (const key in source) {
    if (isObject(source[key])) {
      if (!isObject(target[key])) {
        target[key] = {};
      }
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

module.exports = {
  main: async function (event) {
    const profile = merge(structuredClone(DEFAULTS), event.data);
    return { saved: true, profile };
  },
};
