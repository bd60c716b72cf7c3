const fs = require("node:fs/promises");
const path = require("node:path");

const ROOT = process.env.INVOICE_ROOT || "/mnt/invoices";

async function open(customer, name) {
  const file = path.join(ROOT, customer, name);
  const inside = path.relative(ROOT, file);
  if (inside.startsWith("..") || path.isAbsolute(inside)) {
    throw Object.assign(new Error("outside"), { code: "ENOENT" });
  }
  return fs.readFile(file);
}

module.exports = {
  main: async function (event, context) {
    const { request, response } = event.extensions;
    const [, customer, name] = request.path.split("/");
    if (!customer || !name) {
      response.status(404);
      return { error: "no such invoice" };
    }
    try {
      const content = await open(customer, name);
      response.set("Content-Type", "application/pdf");
      response.send(content);
    } catch (error) {
      response.status(error.code === "ENOENT" ? 404 : 500);
      return { error: "the invoice cannot be read" };
    }
  },
};
