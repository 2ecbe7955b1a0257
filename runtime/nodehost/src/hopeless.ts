// A promise that nothing can settle any more. workerd notices at once when a
// handler waits for such a promise and answers with an error; in Node the
// request would hang until the client gives up. What can settle a promise keeps
// it alive, so the garbage collector knows: here it is asked.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const firstLookMs = 3000;
const nextLookMs = 30_000;

const collected = new FinalizationRegistry<(reason: Error) => void>((reject) =>
  reject(new Error("The Worker's code had hung and would never settle.")),
);

// When each promise that is waited for was handed over.
const waiting = new Map<symbol, number>();
let lookedAt = 0;

/** Settles as promise does, or rejects when nothing is left that could settle it. */
export function unlessHopeless<T>(promise: PromiseLike<T>): Promise<T> {
  const { promise: settled, resolve, reject } = Promise.withResolvers<T>();
  const done = waitFor();
  settled.then(done, done);
  attach(promise, resolve, reject);
  return settled;
}

// Only the two callbacks hold the token, and only promise holds the callbacks.
// This is a function of its own so that nothing else shares their scope: what
// the registry holds (reject, and through it settled) must not lead to promise.
function attach<T>(
  promise: PromiseLike<T>,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
): void {
  const token = {};
  collected.register(token, reject, token);
  promise.then(
    (value) => {
      collected.unregister(token);
      resolve(value);
    },
    (error: unknown) => {
      collected.unregister(token);
      reject(error);
    },
  );
}

function waitFor(): () => void {
  const id = Symbol();
  waiting.set(id, performance.now());
  timer ??= setInterval(look, firstLookMs).unref();
  return () => void waiting.delete(id);
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
  // Each promise is looked after once soon, and then now and again.
  const now = performance.now();
  const due = [...waiting.values()].some(
    (since) =>
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
