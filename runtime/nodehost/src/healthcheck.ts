// Asks the app in this container whether it is alive: exit code 0 or 1. An
// image without a shell has no curl, so the HEALTHCHECK runs this.
import { get } from "node:http";
import process from "node:process";

const host = process.env["HOST"] ?? "0.0.0.0";
const request = get(
  {
    host: host === "0.0.0.0" || host === "::" ? "localhost" : host,
    port: process.env["PORT"] || 8080,
    path: "/__w2c/healthz",
    timeout: 2000,
  },
  (response) => process.exit(response.statusCode === 200 ? 0 : 1),
);
request.on("timeout", () => request.destroy(new Error("no answer within 2 s")));
request.on("error", (error) => {
  process.stderr.write(`healthcheck: ${error.message}\n`);
  process.exit(1);
});
