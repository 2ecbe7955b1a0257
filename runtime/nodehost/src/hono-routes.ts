// What makes a Hono app answer as the Worker did whose tests its routes were.
// Hono decodes the path before it matches, serves HEAD by GET routes and takes a
// handler that returns nothing for "not found"; the Worker did none of these.
import type { Context, Next } from "hono";
import type { Result, Router } from "hono/router";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { SmartRouter } from "hono/router/smart-router";
import { TrieRouter } from "hono/router/trie-router";
import type { H, RouterRoute } from "hono/types";
import { checkedResponse, isLateRejection, lateAnswer } from "./worker.ts";

type Entry = [H, RouterRoute];

/** What every app made of a Worker is made with: `new Hono(workerRouting())`. */
export function workerRouting(): {
  router: Router<Entry>;
  getPath: (request: Request) => string;
} {
  const router = new WorkerRouter();
  // Hono asks for the path, then for the routes, and nothing comes in between.
  const getPath = (request: Request): string => {
    router.isHead = request.method === "HEAD";
    return pathOf(request.url);
  };
  return { router, getPath };
}

/** `app.onError(rethrow)`: the platform logs exceptions and answers 500. */
export function rethrow(error: Error): never {
  throw error;
}

/** `app.notFound(unanswered)`: the Worker returned nothing where no test held. */
export function unanswered(): Response {
  return noResponse(undefined);
}

/**
 * `return late(promise)`: stood in the Worker's `try` without await, so what the
 * promise is rejected with is not for its catch clause.
 */
export function late<T>(answer: T | PromiseLike<T>): Promise<T> {
  return lateAnswer(answer);
}

// What stands for a wrong answer until the platform looks at it, which is when
// the Worker's own code is over and none of its catch clauses hears of it. Hono
// reads the status when the request is HEAD.
function noResponse(value: unknown): Response {
  const wrong = {
    get status(): number {
      checkedResponse(value);
      return 500;
    },
  };
  return wrong as Response;
}

// The path as `new URL(url).pathname` has it: a request's URL is written out
// already, so it lies between the host and the query.
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

// Hono's own routers, asked for HEAD when the request is HEAD (Hono asks for GET).
class WorkerRouter implements Router<Entry> {
  readonly name = "WorkerRouter";
  isHead = false;
  #router = new SmartRouter<Entry>({
    routers: [new RegExpRouter(), new TrieRouter()],
  });

  add(method: string, path: string, [handler, route]: Entry): void {
    this.#router.add(method, path, [answering(handler), route]);
  }

  match(method: string, path: string): Result<Entry> {
    const result = this.#router.match(this.isHead ? "HEAD" : method, path);
    return /[*:]/.test(path) ? once(result) : result;
  }
}

// A path with a star or a colon of its own is found twice where a pattern has one:
// as what the pattern matches, and as the pattern's very text.
function once(result: Result<Entry>): Result<Entry> {
  const seen = new Set<Entry>();
  const handlers = result[0] as [Entry, never][];
  const first = handlers.filter(([entry]) => {
    const known = seen.has(entry);
    seen.add(entry);
    return !known;
  });
  return [first, result[1]] as Result<Entry>;
}

// A handler that neither answered nor went on is the Worker's mistake, not Hono's
// "not found".
function answering(handler: H): H {
  return (c: Context, next: Next) => {
    let passed = false;
    const result: unknown = handler(c, () => {
      passed = true;
      return next();
    });
    const settle = (value: unknown): unknown =>
      passed ? value : answered(c, value);
    return result instanceof Promise ? result.then(settle) : settle(result);
  };
}

function answered(c: Context, value: unknown): unknown {
  if (c.req.raw.method !== "HEAD") return value || noResponse(value);
  if (isLateRejection(value)) return value;
  // Of an answer to HEAD Hono keeps the head alone: its body is looked at here.
  if (!(value instanceof Response) || value.type === "error" || value.bodyUsed)
    return noResponse(value);
  value.body?.cancel().catch(() => {});
  return value;
}
