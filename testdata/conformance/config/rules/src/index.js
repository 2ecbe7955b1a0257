// Files as modules: the built-in rules and one of the project's own.
import notes from "./notes.txt";
import page from "./page.html";
import query from "./query.sql";
import blob from "./blob.bin";
import shader from "./shader.glsl";
import data from "./data.json";
import { answer } from "./lib.mjs";
import cjs from "./old.cjs";

export default {
  fetch() {
    return Response.json([notes, page, query, [...new Uint8Array(blob)], blob instanceof ArrayBuffer, shader, data, answer, cjs.name]);
  },
};
