// The module "cloudflare:workers": base classes of handlers, RPC between Workers
// and within one, and env and waitUntil without having them passed around.
import { AsyncLocalStorage } from "node:async_hooks";
import { STATUS_CODES } from "node:http";
import { types } from "node:util";
import script from "./cloudflare-workers-classes.js";
import type { Address } from "./cloudflare-workers-classes.js";
import { currentEvent, ExecutionContext, WorkerEvent } from "./context.ts";
import { flagOn } from "./flags.ts";
import { freezeHeaders } from "./headers.ts";
import { unlessHopeless } from "./hopeless.ts";
import { errorFields, log } from "./log.ts";
import { describeFetched, requests, wholeBody } from "./messages.ts";
import { shape } from "./shape.ts";
import { cloneWith } from "./structured-clone.ts";
import { checkedResponse } from "./worker.ts";
import { currentWorker, workerNamed } from "./workers.ts";

// What withEnv() has put in the place of the bindings.
const replaced = new AsyncLocalStorage<object>();

/** What keeps an event alive that RPC opened, and how it was opened. */
interface Session {
  readonly address: Address;
  holds: number;
}
const notRunning =
  "The execution context which hosts this callback is no longer running.";
const sessions = new WeakMap<WorkerEvent, Session>();
const watched = new WeakSet<WorkerEvent>();
let lastId = 0;

function self(): WorkerEvent {
  const event = currentEvent();
  if (event === undefined)
    throw new Error(
      "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and generating random values are not allowed within global scope. To fix this error, perform this operation within a handler.",
    );
  if (!watched.has(event)) {
    watched.add(event);
    event.onEnd(() => event.run(() => made.ended(event)));
  }
  return event;
}

/** Begins an event of the Worker at address. */
function open(address: Address): WorkerEvent {
  const from = self();
  const event = new WorkerEvent(from.id, (error) =>
    log("error", "a waitUntil promise was rejected", errorFields(error)),
  );
  event.worker = workerNamed(address.worker);
  event.host = from.host;
  sessions.set(event, { address, holds: 0 });
  return event;
}

const made = script(
  {
    env: () => replaced.getStore() ?? currentWorker().env,
    within: <T>(env: object, f: () => T): T => replaced.run(env, f),
    exports: () => currentWorker().exports,
    waitUntil(promise: unknown): void {
      const event = currentEvent();
      if (event === undefined)
        throw new Error(
          "Disallowed operation called within global scope. waitUntil() must be called while a request is handled.",
        );
      event.waitUntil(promise);
    },
    context(props: unknown): object {
      const event = currentEvent();
      return event === undefined
        ? { props }
        : new ExecutionContext(event, props);
    },
    // Durable Objects come with their binding, and with them their state.
    isState: () => false,

    id: () => ++lastId,
    self,
    key: self,
    local: () => true,
    open,
    entry(): [string, unknown] {
      const address = sessions.get(self())?.address;
      return [address?.entrypoint || "default", address?.props ?? {}];
    },
    keep: (props: unknown) => props,
    portable: (address: Address) => ({
      ...address,
      worker: address.worker ?? currentWorker().name,
    }),
    flag: flagOn,
    hold(n: number): void {
      const event = currentEvent();
      const session = event && sessions.get(event);
      if (event === undefined || session === undefined) return;
      session.holds += n;
      queueMicrotask(() => {
        if (session.holds === 0) void event.settled().then(() => event.end());
      });
    },
    isProxy: types.isProxy,
    watched: unlessHopeless,
    // A message is a task of its own for whom it is for.
    post(
      peer: WorkerEvent,
      text: string,
      wire: unknown,
      reply: ((ok: boolean, wire: unknown, why?: string) => void) | null,
    ): void {
      const from = self();
      const answer = (
        ok: boolean,
        answered: unknown,
        lost?: () => void,
        why?: string,
      ) => {
        if (from.over) peer.run(() => lost?.());
        else from.run(() => reply?.(ok, answered, why));
      };
      queueMicrotask(() => {
        if (peer.over) answer(false, null, undefined, notRunning);
        else peer.run(() => made.receive(from, text, wire, answer));
      });
    },
    count: (address: Address, op: string) => address.count?.(op),
    whole,
    signal: (request: Request) => requests.get(request)?.signal,
    incoming,
    fetched,
    checked: checkedResponse,
    // Requests for a Worker as such: its files come first.
    handler(
      name: string,
    ): ((request: Request) => Promise<Response>) | undefined {
      const event = self();
      const { props } = sessions.get(event)?.address ?? {};
      if (name !== "default" || props !== undefined) return undefined;
      return (request) =>
        currentWorker().fetch(request, new ExecutionContext(event));
    },
  },
  { shape, cloneWith },
);

/** A body that was given whole and can be sent as it is. */
async function whole(
  message: Request | Response,
): Promise<Uint8Array | undefined> {
  const given =
    message instanceof Request
      ? requests.get(message)?.whole === true
      : typeof wholeBody(message) === "string";
  if (!given || message.body === null) return undefined;
  return new Uint8Array(await message.arrayBuffer());
}

interface Message {
  readonly headers: [string, string][];
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream | null;
  readonly cf?: unknown;
}

/** A request that another Worker sent: it cannot be changed. */
function incoming(
  sent: Message & { readonly url: string; readonly method: string },
): Request {
  const { url, ...init } = sent;
  const request = new Request(url, { ...init, redirect: "manual" } as object);
  freezeHeaders(request.headers);
  return request;
}

/** A response of another Worker. */
function fetched(
  got: Message & {
    readonly status: number;
    readonly statusText: string;
    readonly url: string;
    readonly redirected: boolean;
  },
): Response {
  const { url, redirected, body, ...rest } = got;
  const statusText = got.statusText || STATUS_CODES[got.status] || "";
  const response = new Response(body, { ...rest, statusText } as object);
  freezeHeaders(response.headers);
  describeFetched(response, { url, redirected });
  return response;
}

/** What env has for a service binding. */
export const serviceStub = (address: Address): object => made.service(address);

// ctx.exports: the entrypoints of this Worker as stubs.
Object.defineProperty(ExecutionContext.prototype, "exports", {
  get: () => made.exports(),
  configurable: true,
});

export const modules = made;
export const {
  WorkerEntrypoint,
  DurableObject,
  WorkflowEntrypoint,
  RpcTarget,
  RpcStub,
  RpcPromise,
  RpcProperty,
  ServiceStub,
  env,
  exports,
  waitUntil,
  withEnv,
} = made.workers;
