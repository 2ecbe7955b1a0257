// The platform of converted apps, put together as server.ts does it, for many
// programs in one process: requests come in as bytes and answers leave as bytes,
// through Node's own HTTP server, but without a network between.
import "./platform/features.ts";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import express from "express";
import { answer } from "./platform/answer.ts";
import { begin } from "./platform/exchange.ts";
import { routed } from "./platform/express-routes.ts";
import { acceptRawTargets } from "./platform/raw-target.ts";
import { createHost } from "./platform/runtime.ts";
import { loadServiceWorker } from "./platform/service-worker.ts";
import { checkedResponse, loadWorker } from "./platform/worker.ts";
import type { Env, Worker } from "./platform/worker.ts";

const host = createHost(new URL("..", import.meta.url), "routes");

interface Module {
  default?: unknown;
  routes?: express.Router;
}

/** The listener of a module Worker or, when it calls addEventListener, of a script. */
export async function workerListener(
  env: Env,
  load: () => Promise<Module>,
  script: boolean,
): Promise<RequestListener> {
  const worker: Worker = script
    ? await loadServiceWorker(env, load)
    : await loadWorker(env, load);
  return (incoming, outgoing) =>
    void answer(host, (request, ctx) => worker.fetch(request, env, ctx), incoming, outgoing);
}

/** The listener of an app whose routes are an Express router. */
export async function expressListener(
  env: Env,
  load: () => Promise<Module>,
): Promise<RequestListener> {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  let routes: express.Router | undefined;
  await loadWorker(env, async () => {
    const loaded = await load();
    routes = loaded.routes;
    return { default: {}, ...loaded };
  });
  if (routes === undefined) throw new Error("the module exports no routes");
  const router = routes;
  app.use((req, res) =>
    answer(
      host,
      async (request, ctx) => checkedResponse(await routed(router, req, res)(request, env, ctx)),
      req,
      res,
    ),
  );
  return app;
}

let listener: RequestListener;
let answered: () => void = () => {};

const server = createServer(
  { requestTimeout: 0, keepAliveTimeout: 0, maxHeaderSize: 128 * 1024 },
  (incoming: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.once("close", () => answered());
    const exchange = begin(host, incoming, outgoing);
    exchange?.event.run(() => listener(incoming, outgoing));
  },
);
acceptRawTargets(server);

/** A connection whose other end is the test. */
class Connection extends Duplex {
  received: Buffer[] = [];

  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.received.push(chunk);
    done();
  }
  override _final(done: () => void): void {
    this.push(null);
    done();
    answered();
  }
  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    done(null);
    answered();
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
}

let connection: Connection | undefined;

/** Sends one request to the listener and resolves with the bytes of the answer. */
export async function send(to: RequestListener, request: Buffer): Promise<string> {
  listener = to;
  if (connection === undefined || connection.destroyed || connection.writableEnded) {
    connection = new Connection();
    connection.on("error", () => {});
    server.emit("connection", connection);
  }
  const used = connection;
  const answer = new Promise<void>((resolve) => (answered = resolve));
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    used.destroy();
  }, 10_000);
  used.push(request);
  await answer;
  clearTimeout(limit);
  const bytes = Buffer.concat(used.received).toString("latin1");
  used.received = [];
  return late ? `no answer within 10 s: ${bytes}` : bytes;
}
