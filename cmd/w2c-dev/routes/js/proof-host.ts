// The platform of converted apps, put together as server.ts does it, for many
// programs in one process. Requests are bytes for Node's own HTTP server, without
// a network between, or Requests for what stands behind it.
import "./platform/features.ts";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import express from "express";
import { answer } from "./platform/answer.ts";
import { ExecutionContext, WorkerEvent } from "./platform/context.ts";
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

/** A Worker or an app that is ready to be asked. */
export interface Started {
  /** Behind Node's HTTP server. */
  readonly listener: RequestListener;
  /** Without HTTP: what listener gives answer() to call. */
  readonly fetch: (request: Request, ctx: ExecutionContext) => Promise<Response>;
}

/** Starts a module Worker or, when it calls addEventListener, a script. */
export async function startWorker(
  env: Env,
  load: () => Promise<Module>,
  script: boolean,
): Promise<Started> {
  const worker: Worker = script ? await loadServiceWorker(env, load) : await loadWorker(env, load);
  const fetch = (request: Request, ctx: ExecutionContext) => worker.fetch(request, env, ctx);
  return {
    fetch,
    listener: (incoming, outgoing) => void answer(host, fetch, incoming, outgoing),
  };
}

/** Starts an app whose routes are an Express router. */
export async function startExpress(env: Env, load: () => Promise<Module>): Promise<Started> {
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
  const through =
    (incoming: unknown, outgoing: unknown) =>
    async (request: Request, ctx: ExecutionContext): Promise<Response> =>
      checkedResponse(
        await routed(router, incoming as express.Request, outgoing as express.Response)(
          request,
          env,
          ctx,
        ),
      );
  app.use((req, res) => answer(host, through(req, res), req, res));
  return {
    listener: app,
    // Routing reads the method and the URL, and hands the rest to the handlers.
    fetch: (request, ctx) => {
      const { pathname, search } = new URL(request.url);
      return through({ method: request.method, url: pathname + search, headers: {} }, {})(
        request,
        ctx,
      );
    },
  };
}

/** Asks without HTTP, as answer() does; the text is what can be seen of the answer. */
export async function ask(to: Started, request: Request): Promise<string> {
  const late = (error: unknown) =>
    globalThis.observe?.(`a waitUntil promise was rejected: ${String(error)}`);
  const event = new WorkerEvent("routes", late);
  return event.run(async () => {
    try {
      const response = await to.fetch(request, new ExecutionContext(event));
      const text = request.method === "HEAD" ? "" : await response.text();
      return [
        response.status,
        response.statusText,
        ...[...response.headers].map(String),
        "",
        text,
      ].join("\n");
    } catch (error) {
      globalThis.observe?.(`the Worker threw an exception: ${String(error)}`);
      return "500";
    }
  });
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
// Requests are sent when the one before was answered.
acceptRawTargets(server, () => false);

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
export async function send(to: Started, request: Buffer): Promise<string> {
  listener = to.listener;
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
