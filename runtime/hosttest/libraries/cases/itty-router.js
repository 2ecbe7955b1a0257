import { AutoRouter, error, json, text } from "itty-router";

const router = AutoRouter({ base: "/v1" });
router
  .get("/hello/:name", ({ name, query }) => `hi ${name} ${query.x ?? ""}`)
  .post("/echo", async (request) => json(await request.json()))
  .get("/fail", () => error(418, "teapot"))
  .get("/text", () => text("plain"));

export default async function run() {
  const ask = async (path, init) => {
    const r = await router.fetch(new Request("http://x/v1" + path, init));
    return [r.status, r.headers.get("content-type"), await r.text()];
  };
  return [
    await ask("/hello/you?x=1"),
    await ask("/echo", { method: "POST", body: '{"a":[1]}' }),
    await ask("/fail"),
    await ask("/text"),
    await ask("/none"),
  ];
}
