const { exec } = require("node:child_process");
const async = require("async");

const SIZES = { small: "320x320", large: "1280x1280" };

function validate(item) {
  if (!item || typeof item.name !== "string") return "name is missing";
  if (!(item.size in SIZES)) return "size is unknown";
  return null;
}

module.exports = {
  main: function (event, context) {
    return new Promise((resolve, reject) => {
      async.mapLimit(
        event.data.images,
        2,
        (item, done) => {
          const error = validate(item);
          if (error) return done(new Error(error));
          exec(`convert /media/${item.name} -resize ${SIZES[item.size]} /out/${item.name}`, (failed) =>
            done(failed, item.name),
          );
        },
        (failed, names) => (failed ? reject(failed) : resolve({ names })),
      );
    });
  },
};
