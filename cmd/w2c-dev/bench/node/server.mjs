// The same six apps for plain Node with Hono, one per process: node server.mjs WORKLOAD
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { DatabaseSync } from "node:sqlite";

import { app as router } from "./router/src/app.js";
import { page } from "./ssr/src/page.js";

const apps = {
  hello: () => new Hono().get("*", (c) => c.text("Hello World!")),
  json: () =>
    new Hono().post("*", async (c) => {
      const { items } = await c.req.json();
      const total = items.reduce((sum, item) => sum + item.price * item.count, 0);
      return c.json({ total, items: items.map((item) => ({ ...item, sum: item.price * item.count })) });
    }),
  router: () => router,
  ssr: () => new Hono().get("*", (c) => c.html(page(c.req.query("title") ?? "List"))),
  md: async () => {
    const { render } = await import("./md/src/document.js"); // not at the others' expense
    return new Hono().get("*", (c) => c.html(render()));
  },
  kv: () => {
    const db = new DatabaseSync(process.env.W2C_DATA_DIR + "/kv.sqlite");
    db.exec("CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
    const put = db.prepare("INSERT OR REPLACE INTO kv VALUES (?, ?)");
    const get = db.prepare("SELECT value FROM kv WHERE key = ?");
    return new Hono()
      .post("*", (c) => {
        for (let i = 0; i < 1000; i++) put.run(`key-${i}`, `${i}:`.padEnd(100, "x"));
        return c.text("seeded");
      })
      .get("*", (c) => c.text(get.get("key-517").value));
  },
};

const app = await apps[process.argv[2]]();
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: process.env.HOST });
