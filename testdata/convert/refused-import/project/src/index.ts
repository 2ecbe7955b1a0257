import { connect, dial } from "cloudflare:sockets";
import { env, tracing } from "cloudflare:workers";
import * as workers from "cloudflare:workers";

export default {
  fetch(): Response {
    const socket = connect({ hostname: "db.example.com", port: 5432 });
    return Response.json([typeof dial, tracing, env, workers.gone, workers.restore, socket.secureTransport]);
  },
};
