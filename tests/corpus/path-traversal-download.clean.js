// Serves the reports of the month.

const fs = require("fs/promises");
const path = require("path");

const FOLDER = "/data/reports";

async function read(name) {
  const file = path.join(FOLDER, path.basename(name));
  const content = await fs.readFile(file, "utf8");
  return { name, content };
}

async function index() {
  const entries = await fs.readdir(FOLDER);
  return entries.filter((entry) => entry.endsWith(".csv"));
}

module.exports = {
  main: async function (event, context) {
    const { response, request } = event.extensions;
    const { report } = request.query;
    if (!report) {
      return { reports: await index() };
    }
    try {
      return await read(report);
    } catch (error) {
      response.status(404);
      return { error: "report not found" };
    }
  },
};
