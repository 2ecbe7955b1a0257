import { AutoRouter, cors, error, html, json, StatusError, text } from "itty-router";
import { convert, UNITS } from "./convert.js";

const { preflight } = cors({ origin: "*", maxAge: 300 });

const router = AutoRouter({
  before: [preflight, rejectLongUrls],
  finally: [allowEveryOrigin],
  catch: (thrown) => error(thrown.status ?? 500, { error: thrown.message, kind: thrown.name }),
});

router
  .get("/", (request, env) => html(`<h1>Unit converter</h1><p>Default system: ${env.UNITS}</p>`))
  .get("/units", () => Object.keys(UNITS))
  .get("/units/:unit", ({ unit }) => UNITS[unit] ?? error(404, `no unit ${unit}`))
  .get("/convert/:value/:from/to/:to.txt", ({ value, from, to }) => text(`${convert(Number(value), from, to).value}\n`))
  .get("/convert/:value/:from/to/:to", ({ value, from, to }) => convert(Number(value), from, to))
  .get("/files/:path+", ({ path, query }) => ({ path, query }))
  .post("/batch", async (request) => {
    const rows = await request.json();
    if (!Array.isArray(rows)) throw new StatusError(400, "send an array");
    return json(
      rows.map(([value, from, to]) => convert(value, from, to).value),
      { status: 201 },
    );
  })
  .get("/teapot", () => {
    throw new StatusError(418, "short and stout");
  })
  .get("/crash", () => undefinedVariable);

function allowEveryOrigin(response) {
  response.headers.set("Access-Control-Allow-Origin", "*");
  return response;
}

function rejectLongUrls(request) {
  if (request.url.length > 200) return error(414, "that is a long address");
}

export default { ...router };
