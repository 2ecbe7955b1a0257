// Runs the HTTP server from its first request to its last: it drops nothing
// that it accepted.
import { ServerResponse, createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import process from "node:process";
import { badConfig } from "./config.ts";
import { allSettled } from "./context.ts";
import { endProcess } from "./end.ts";
import { begin } from "./exchange.ts";
import type { Handlers, Trigger } from "./host.ts";
import { log, logNow } from "./log.ts";
import { operate } from "./operations.ts";
import { parts } from "./parts.ts";
import { acceptRawTargets, OneRequest } from "./raw-target.ts";
import type { Platform } from "./runtime.ts";
import { watchLoop } from "./watchdog.ts";

export interface ServeOptions {
  /** Runs the Worker's handlers that no request calls; see handlers.ts. */
  readonly handlers?: Handlers;
  readonly triggers?: readonly Trigger[];
  /** The Worker answers /healthz or /readyz itself; ours stay under /__w2c/. */
  readonly ownPaths?: boolean;
}

export async function serve(
  host: Platform,
  listener: RequestListener,
  options: ServeOptions = {},
): Promise<void> {
  const { config } = host;
  let draining = false;
  const answering = new Set<ServerResponse>();
  const { handlers } = options;
  const operations = {
    ownPaths: options.ownPaths ?? false,
    draining: () => draining,
    handlers,
  };

  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (draining || (incoming.socket as unknown) instanceof OneRequest)
      outgoing.shouldKeepAlive = false;
    answering.add(outgoing);
    outgoing.once("close", () => answering.delete(outgoing));
    if (operate(host, operations, incoming, outgoing)) return;
    const exchange = begin(host, incoming, outgoing);
    exchange?.event.run(() => listener(incoming, outgoing));
  };
  const server = createServer(
    // An upload may take as long as it needs, a head may not; idle connections
    // outlive those of the proxies in front; heads are as large as Cloudflare's.
    {
      requestTimeout: 0,
      headersTimeout: 60_000,
      keepAliveTimeout: 75_000,
      maxHeaderSize: 128 * 1024,
    },
    answer,
  );
  // Node hands such requests over with their socket. Whether they become
  // WebSockets is for the Worker to say; until then they are like any other, but
  // for the connection, which ends with the answer.
  server.on("upgrade", (incoming, socket: Socket, head: Buffer) => {
    const outgoing = new ServerResponse(incoming);
    outgoing.shouldKeepAlive = false;
    outgoing.assignSocket(socket);
    outgoing.once("finish", () => socket.end());
    socket.on("error", () => socket.destroy());
    parts.webSockets?.rememberHead(incoming, head);
    answer(incoming, outgoing);
  });
  acceptRawTargets(server, (socket) =>
    [...answering].some((outgoing) => outgoing.socket === socket),
  );
  await listen(server, config.port, config.hostname, "PORT");
  const metrics = await serveMetrics(host);
  const stops = handlers
    ? (options.triggers ?? []).map((run) => run(handlers))
    : [];
  watchLoop(config.stallMs);
  const { address, port } = server.address() as AddressInfo;
  log("info", "listening", { address, port });

  const drain = async (signal: NodeJS.Signals) => {
    if (draining) {
      logNow("warn", "stopping at once", { signal });
      endProcess(1);
    }
    // From here on every answer closes its connection, so that clients that
    // keep theirs open have left by the time the others are closed. Load
    // balancers see readyz and stop sending meanwhile.
    draining = true;
    for (const outgoing of answering) outgoing.shouldKeepAlive = false;
    log("info", "draining", { signal });
    setTimeout(() => {
      logNow("warn", "work was left when W2C_DRAIN_TIMEOUT ran out");
      endProcess(1);
    }, config.drainMs);
    for (const stop of stops) stop();
    await sleep(Math.min(config.drainDelayMs, config.drainMs / 2));
    parts.webSockets?.close();
    // An answer whose head was out before the signal left its connection open.
    const closing = setInterval(() => server.closeIdleConnections(), 50);
    await closed(server);
    clearInterval(closing);
    await allSettled();
    await host.close();
    metrics?.close();
    logNow("info", "stopped");
    endProcess(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => void drain(signal));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function listen(
  server: Server,
  port: number,
  hostname: string,
  variable: string,
): Promise<void> {
  return new Promise((resolve) => {
    const address = `${hostname}:${port}`;
    const failed = (error: NodeJS.ErrnoException) =>
      badConfig(
        error.code === "ENOTFOUND" || error.code === "EADDRNOTAVAIL"
          ? "HOST"
          : variable,
        error.code === "EADDRINUSE"
          ? `${address} is already in use`
          : `cannot listen on ${address}: ${error.message}`,
      );
    server.once("error", failed);
    server.listen(port, hostname, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

async function serveMetrics(host: Platform): Promise<Server | undefined> {
  const { metricsPort, hostname } = host.config;
  if (metricsPort === null) return undefined;
  const server = createServer((incoming, outgoing) => {
    if (!/^\/metrics(\?|$)/.test(incoming.url ?? "")) {
      outgoing.writeHead(404).end();
      return;
    }
    outgoing.writeHead(200, {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    });
    outgoing.end(host.metrics.write());
  });
  await listen(server, metricsPort, hostname, "METRICS_PORT");
  return server;
}

// close() stops accepting and ends idle connections; the others end with the
// answer they are giving.
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
