import type { Counter } from "./counter";

interface Env {
  COUNTER: DurableObjectNamespace<Counter>;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/count") {
      const id = env.COUNTER.idFromName("all");
      return env.COUNTER.get(id).fetch(request);
    }
    if (url.pathname === "/") {
      return new Response("count at /count");
    }
    return new Response("Not found", { status: 404 });
  },
};
