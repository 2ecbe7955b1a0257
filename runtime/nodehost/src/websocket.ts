// WebSockets of the Worker: the natives that the shared script (websocket-classes.js)
// stands on, the upgrade of a request, and the client's side of fetch() and
// new WebSocket().
// https://developers.cloudflare.com/workers/runtime-apis/websockets/
//
// Differences: a close with 1001 tells clients that the process ends.
import { AsyncLocalStorage } from "node:async_hooks";
import { request as httpRequest } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { currentEvent } from "./context.ts";
import { flagOn } from "./flags.ts";
import { errorFields, log } from "./log.ts";
import { parts } from "./parts.ts";
import { badCtor, badParam, shape } from "./shape.ts";
import { Connection } from "./websocket-connection.ts";
import type { Message } from "./websocket-connection.ts";
import {
  PlatformTarget,
  eventClasses,
  platformEvent,
} from "./websocket-events.ts";
import {
  acceptKey,
  accepted,
  agree,
  agreementText,
  newKey,
  openingHeaders,
  refusal,
} from "./websocket-handshake.ts";
import type { Classes, Socket } from "./websocket-classes.js";
import script from "./websocket-classes.js";

// Tasks of sockets run one at a time, each in a turn of its own and in the event
// that queued it; what only moves messages runs between two of them.
const tasks: (() => void)[] = [];
const between: (() => void)[] = [];
let ticking = false;

function tick(): void {
  ticking = false;
  for (let f = between.shift(); f !== undefined; f = between.shift()) run(f);
  const task = tasks.shift();
  if (task !== undefined) run(task);
  if (tasks.length > 0 || between.length > 0) wake();
}

function wake(): void {
  if (ticking) return;
  ticking = true;
  setImmediate(tick);
}

function run(f: () => void): void {
  try {
    f();
  } catch (error) {
    log("error", "uncaught exception", errorFields(error));
  }
}

function queue(list: (() => void)[], f: () => void): void {
  const inContext = AsyncLocalStorage.snapshot();
  list.push(() => inContext(f));
  wake();
}

const post = (f: () => void) => queue(tasks, f);

const open = new Set<Connection>();
let goingAway = false;

function watch(connection: Connection): Connection {
  open.add(connection);
  connection.onGone(() => open.delete(connection));
  if (goingAway) connection.goAway();
  return connection;
}

// Tells every other side that the process ends.
function close(): void {
  goingAway = true;
  for (const connection of open) connection.goAway();
}

/** Where a request of the Worker's goes; see fetch.ts. */
export type Route = (url: URL) => URL;
let route: Route = (url) => url;

/** How new WebSocket() finds the upstream of the Worker's own address. */
export function routeWebSockets(by: Route): void {
  route = by;
}

type Dialled = (
  error: unknown,
  connection?: Connection,
  protocol?: string | null,
  extensions?: string | null,
) => void;

const natives = {
  post,
  soon: (f: () => void) => queue(between, f),
  flag: flagOn,
  keep(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    currentEvent()?.waitUntil(promise);
    return resolve;
  },
  unkeep: (release: () => void) => release(),
  parse(url: string) {
    const [, scheme = "", rest] = /^([^:]*):\/\/([^]*)$/.exec(url) ?? [];
    if (rest === undefined || (rest !== "" && !URL.canParse(url))) return null;
    return { scheme: scheme.toLowerCase(), fragment: url.includes("#") };
  },
  data: (value: string | ArrayBuffer | ArrayBufferView) =>
    typeof value === "string" ? wtf8(value) : bytesOf(value),
  reason: (text: string) => Buffer.from(text, "utf8"),
  text: (bytes: Buffer) => bytes.toString("utf8"),
  buffer: (bytes: Buffer) => new Uint8Array(bytes).buffer,
  send: (
    connection: Connection,
    kind: number,
    data: Buffer,
    code: number,
    done: (failed: boolean) => void,
  ) => connection.send(kind, data, code, done),
  receive(
    connection: Connection,
    got: (error?: unknown, kind?: number, data?: Buffer, code?: number) => void,
  ) {
    const inContext = AsyncLocalStorage.snapshot();
    connection.receive((error, message?: Message) =>
      inContext(() => {
        if (message !== undefined)
          got(undefined, message.kind, message.data, message.code);
        else got(error === null ? null : new Error(error?.message));
      }),
    );
  },
  drain: (connection: Connection, done: () => void) =>
    connection.drain(AsyncLocalStorage.bind(done)),
  end: (connection: Connection) => connection.end(),
  dial(url: string, protocols: string, done: Dialled): AbortController {
    const controller = new AbortController();
    dial(url, protocols, controller.signal).then(
      ({ connection, answer }) =>
        post(() =>
          done(
            null,
            connection,
            answer.headers["sec-websocket-protocol"] ?? null,
            answer.headers["sec-websocket-extensions"] ?? null,
          ),
        ),
      (error: unknown) => post(() => done(error)),
    );
    return controller;
  },
  undial: (controller: AbortController) => controller.abort(),
};

// Lone surrogates leave as V8 writes them: three bytes each.
function wtf8(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, "utf8");
  return Buffer.concat(
    [...text].map((character) => {
      const unit = character.charCodeAt(0);
      return character.isWellFormed()
        ? Buffer.from(character, "utf8")
        : Buffer.from([
            0xe0 | (unit >> 12),
            0x80 | ((unit >> 6) & 0x3f),
            0x80 | (unit & 0x3f),
          ]);
    }),
  );
}

function bytesOf(value: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(value)
    ? Buffer.from(
        new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
      )
    : Buffer.from(new Uint8Array(value));
}

const internals = {
  shape,
  badParam,
  badCtor,
  platformEvent,
  EventTarget: PlatformTarget,
};

for (const [name, Class] of Object.entries(eventClasses)) define(name, Class);
const classes: Classes = script(natives, internals);
// Node knows its targets by a mark on their class, and this one is a function.
for (const mark of Object.getOwnPropertySymbols(EventTarget))
  Object.defineProperty(classes.WebSocket, mark, { value: true });
define("WebSocket", classes.WebSocket);
define("WebSocketPair", classes.WebSocketPair);

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
}

parts.webSockets = {
  isSocket: (value) => classes.websocket.is(value),
  rememberHead: (incoming, head) => void upgradeHeads.set(incoming, head),
  upgrade: (socket, headers, incoming, outgoing) =>
    upgrade(socket as Socket, headers, incoming, outgoing),
  close,
};

function upgrade(
  socket: Socket,
  headers: readonly (readonly [string, string])[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const no = refusal(incoming);
  if (no !== undefined) {
    if (no.status === 426) outgoing.setHeader("sec-websocket-version", "13");
    outgoing.setHeader("content-type", "text/plain");
    outgoing.writeHead(no.status).end(no.text);
    return;
  }
  const stream = outgoing.socket;
  if (stream === null) return;
  const agreement = flagOn("web_socket_compression")
    ? agree(String(incoming.headers["sec-websocket-extensions"] ?? ""))
    : undefined;
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Connection: Upgrade",
    "Upgrade: websocket",
    `Sec-WebSocket-Accept: ${acceptKey(incoming.headers["sec-websocket-key"] ?? "")}`,
  ];
  if (agreement !== undefined)
    lines.push(`Sec-WebSocket-Extensions: ${agreementText(agreement)}`);
  for (const [name, value] of headers)
    if (!ours.has(name)) lines.push(`${name}: ${value}`);
  outgoing.statusCode = 101;
  stream.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  const head = upgradeHeads.get(incoming) ?? Buffer.alloc(0);
  const connection = watch(new Connection(stream, head, false, agreement));
  try {
    classes.go.couple(socket, connection, () => connection.end());
  } catch (error) {
    log("error", "the Worker threw an exception", errorFields(error));
    connection.end();
  }
}

// What belongs to the handshake itself, which a Worker does not set.
const ours = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

// What came behind the head of a request to upgrade.
const upgradeHeads = new WeakMap<IncomingMessage, Buffer>();

const lost = () => new Error("Network connection lost.");

/** The answer to an opening request: with a connection when it was 101. */
export interface Opened {
  readonly answer: IncomingMessage;
  readonly connection: Connection | undefined;
  /** The answer was 101 but did not belong to the request; workerd says 502. */
  readonly broken: boolean;
}

/** Sends an opening request; the Host header stays host. */
export function openSocket(
  to: URL,
  host: string,
  headers: readonly (readonly [string, string])[],
  signal: AbortSignal,
): Promise<Opened> {
  const key = newKey();
  const opening = openingHeaders(key);
  const replaced = new Set(opening.map(([name]) => name));
  const lines = [
    ...headers.filter(([name]) => !replaced.has(name) && name !== "host"),
    ...opening,
    ["host", host] as const,
  ];
  const offered = headers.some(([name]) => name === "sec-websocket-extensions");
  return new Promise((resolve, reject) => {
    const request = (to.protocol === "https:" ? httpsRequest : httpRequest)(
      to,
      { headers: lines.flat(), agent: false, signal },
    );
    request.once("error", () => reject(lost()));
    request.once("response", (answer) =>
      resolve({ answer, connection: undefined, broken: false }),
    );
    request.once("upgrade", (answer, socket: Duplex, head: Buffer) => {
      const extensions = answer.headers["sec-websocket-extensions"];
      const agreement =
        extensions === undefined ? undefined : accepted(extensions);
      const broken =
        answer.headers["sec-websocket-accept"] !== acceptKey(key) ||
        (extensions !== undefined && (!offered || agreement === undefined));
      if (broken) socket.destroy();
      resolve({
        answer,
        broken,
        connection: broken
          ? undefined
          : watch(new Connection(socket, head, true, agreement)),
      });
    });
    request.end();
  });
}

/** The WebSocket of an answer to fetch(). */
export const socketOf = (connection: Connection): Socket =>
  classes.go.fromConn(connection);

async function dial(
  href: string,
  protocols: string,
  signal: AbortSignal,
): Promise<{ connection: Connection; answer: IncomingMessage }> {
  const url = URL.parse(href.replace(/^ws/i, "http"));
  if (url === null) throw lost();
  url.username = url.password = "";
  const headers: [string, string][] = [];
  if (protocols !== "") headers.push(["sec-websocket-protocol", protocols]);
  if (flagOn("web_socket_compression"))
    headers.push(["sec-websocket-extensions", "permessage-deflate"]);
  const opened = await openSocket(route(url), url.host, headers, signal);
  const { answer, connection, broken } = opened;
  if (connection !== undefined) return { connection, answer };
  answer.destroy();
  throw new TypeError(
    `Failed to establish the WebSocket connection: expected server to reply with HTTP status code 101 (switching protocols), but received ${broken ? 502 : answer.statusCode} instead.`,
  );
}
