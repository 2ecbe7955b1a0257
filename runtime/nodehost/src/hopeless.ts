// A promise that nothing can settle any more. workerd notices at once when a
// handler waits for such a promise and answers with an error; in Node the
// request would hang until the client gives up. What can settle a promise keeps
// it alive, so the garbage collector knows: here it is asked.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const firstLookMs = 3000;
const nextLookMs = 30_000;

const collected = new FinalizationRegistry<() => void>((giveUp) => giveUp());

// What is waited for, and since when. The token is here until the collector is
// told of it, which most promises settle too early for.
interface Wait {
  readonly since: number;
  readonly reject: (reason: unknown) => void;
  token: object | undefined;
}

const waiting = new Set<Wait>();
let lookedAt = 0;

/** Settles as promise does, or rejects when nothing is left that could settle it. */
export function unlessHopeless<T>(promise: PromiseLike<T>): Promise<T> {
  const { promise: settled, resolve, reject } = Promise.withResolvers<T>();
  const wait: Wait = { since: performance.now(), reject, token: {} };
  waiting.add(wait);
  timer ??= setInterval(look, firstLookMs).unref();
  attach(promise, resolve, wait, wait.token);
  return settled;
}

// Only the two callbacks hold the token for good, and only promise holds the
// callbacks. This is a function of its own so that nothing else shares their
// scope: what the registry holds (reject, and through it the promise that was
// handed out) must not lead to promise.
function attach<T>(
  promise: PromiseLike<T>,
  resolve: (value: T) => void,
  wait: Wait,
  token: object | undefined,
): void {
  const ended = () => {
    waiting.delete(wait);
    if (token !== undefined && wait.token === undefined)
      collected.unregister(token);
  };
  promise.then(
    (value) => {
      ended();
      resolve(value);
    },
    (error: unknown) => {
      ended();
      wait.reject(error);
    },
  );
}

function register(): void {
  for (const wait of waiting) {
    if (wait.token === undefined) continue;
    collected.register(wait.token, () => giveUp(wait), wait.token);
    wait.token = undefined;
  }
}

function giveUp(wait: Wait): void {
  waiting.delete(wait);
  wait.reject(new Error("The Worker's code had hung and would never settle."));
}

let timer: NodeJS.Timeout | undefined;

// The collector runs by itself under load; an idle server has to ask for it.
// Only when something has waited for long, and seldom: a full collection costs
// milliseconds.
function look(): void {
  if (waiting.size === 0) {
    clearInterval(timer);
    timer = undefined;
    return;
  }
  register();
  // Each promise is looked after once soon, and then now and again.
  const now = performance.now();
  const due = [...waiting].some(
    ({ since }) =>
      now - since >= firstLookMs &&
      (lookedAt - since < firstLookMs || now - lookedAt >= nextLookMs),
  );
  if (!due) return;
  lookedAt = now;
  collect();
}

let gc: (() => void) | undefined;

function collect(): void {
  if (gc === undefined) {
    setFlagsFromString("--expose-gc");
    gc = runInNewContext("gc") as () => void;
  }
  gc();
}
