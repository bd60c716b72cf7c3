import { writeFile, mkdir } from "node:fs/promises";
import { resolve } from "node:path";

const ROOT = "/uploads";
const LIMIT = 512 * 1024;

function decode(content) {
  const buffer = Buffer.from(content, "base64");
  if (buffer.length > LIMIT) {
    throw new Error("file is too large");
  }
  return buffer;
}

export default {
  main: async (event) => {
    const { fileName, content } = event.data;
    const target = resolve(ROOT, fileName);
    const buffer = decode(content);
    await mkdir(ROOT, { recursive: true });
    await writeFile(target, buffer);
    event.extensions.response.status(201);
    return { stored: true, bytes: buffer.length };
  },
};
