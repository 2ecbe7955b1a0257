import { rewrite } from "./rewrite";

export default {
  async fetch(request: Request): Promise<Response> {
    const cached = await caches.default.match(request);
    if (cached) return cached;
    if (request.headers.get("upgrade") === "websocket") {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      return new Response(null, { status: 101, webSocket: client });
    }
    return rewrite(await fetch(request));
  },
  async queue(batch: MessageBatch): Promise<void> {
    batch.ackAll();
  },
};
