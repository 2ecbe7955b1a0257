import { list, save } from "./lists";

interface Env {
  LISTS: KVNamespace;
}

export default {
  async fetch(request: Request, env: Env = {} as Env): Promise<Response> {
    const { pathname } = new URL(request.url);

    switch (pathname) {
      case "/":
        return new Response("lists at /list");

      case "/list":
        return list(env.LISTS);

      // To save, POST it.
      case "/save":
        if (request.method === "POST") {
          return save(env.LISTS, request);
        }
        break;

      default:
        return new Response("Not found", { status: 404 });
    }

    return new Response("Method not allowed", { status: 405 });
  },
};
