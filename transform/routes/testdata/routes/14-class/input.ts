import { WorkerEntrypoint } from "cloudflare:workers";

interface Env {
  GREETING: string;
}

export default class extends WorkerEntrypoint<Env> {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/greet") {
      return new Response(this.env.GREETING);
    }
    if (pathname === "/later") {
      this.ctx.waitUntil(Promise.resolve());
      return new Response("soon", { status: 202 });
    }
    return new Response("Not found", { status: 404 });
  }
}
