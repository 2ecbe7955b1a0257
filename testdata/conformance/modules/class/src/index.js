// The default export as a class.
import { WorkerEntrypoint, env as globalEnv } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
  async fetch(request) {
    this.ctx.waitUntil(Promise.resolve());
    return Response.json([this.env.NAME, globalEnv.NAME, new URL(request.url).pathname, typeof this.helper]);
  }
  helper() {}
}
