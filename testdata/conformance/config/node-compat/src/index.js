// nodejs_compat: the parts of Node that Workers commonly use.
import { Buffer } from "node:buffer";
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import path from "node:path";
import assert from "node:assert";
import util from "node:util";

const storage = new AsyncLocalStorage();

export default {
  async fetch(request) {
    const emitter = new EventEmitter();
    let heard;
    emitter.once("x", (v) => (heard = v));
    emitter.emit("x", 5);
    const inside = await storage.run("store", async () => {
      await null;
      return storage.getStore();
    });
    return Response.json([Buffer.from("hi").toString("hex"), Buffer.from("aGk=", "base64").toString(), inside, heard, path.join("a", "..", "b"), util.inspect({ a: 1 }), typeof assert.equal]);
  },
};
