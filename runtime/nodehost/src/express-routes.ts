// Lets Express routes answer as the Worker did whose tests they were: handlers
// are given what the Worker's handler was and return a Response.
import type {
  Request as Incoming,
  RequestHandler,
  Response as Outgoing,
  Router,
} from "express";
import type { ExecutionContext } from "./context.ts";
import { checkedResponse, lateAnswer } from "./worker.ts";

/**
 * A branch of the Worker's handler. `next` is what the branches after it answer,
 * `locals` what branches of one request hand on to each other.
 */
export type Branch<Env, Locals> = (
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  next: () => Promise<Response>,
  locals: Locals,
) => Response | Promise<Response>;

// One request on its way to the next branch. Whoever calls next waits for the
// answer of those after it, so the one to tell changes on the way. A branch takes
// the call with it: an answer that can never come must not be held here, or the
// platform could not find that nobody works on it any more (hopeless.ts).
interface Call {
  readonly routes: Router;
  readonly request: Request;
  readonly env: unknown;
  readonly ctx: ExecutionContext;
  readonly locals: object;
  readonly resolve: (response: Response | PromiseLike<Response>) => void;
  readonly reject: (error: unknown) => void;
}

const calls = new WeakMap<Incoming, Call>();

/** Makes a branch of the Worker's handler an Express handler. */
export function handle<Env, Locals>(
  branch: Branch<Env, Locals>,
): RequestHandler {
  const handler: RequestHandler = (incoming, _outgoing, next) => {
    const call = calls.get(incoming);
    if (call === undefined)
      throw new Error("these routes are used without routed()");
    if (
      incoming.method === "HEAD" &&
      !takesHead(call.routes, handler, incoming)
    )
      return next();
    calls.delete(incoming);
    const { routes, request, env, ctx, locals, resolve, reject } = call;
    let passed = false;
    const rest = () =>
      new Promise<Response>((resolve, reject) => {
        if (passed) throw new Error("next() called multiple times");
        passed = true;
        const later = { routes, request, env, ctx, locals, resolve, reject };
        calls.set(incoming, later);
        next();
      });
    try {
      resolve(branch(request, env as Env, ctx, rest, locals as Locals));
    } catch (error) {
      reject(error);
    }
  };
  return handler;
}

// Express serves HEAD by GET routes; a test for "GET" did not hold for HEAD. What
// is there without a route takes everything, whatever route came before it.
function takesHead(
  routes: Router,
  handler: RequestHandler,
  incoming: Incoming,
): boolean {
  if (routes.stack.some((layer) => layer.handle === handler)) return true;
  const { methods } = incoming.route as { methods: Record<string, true> };
  return methods["_all"] === true || methods["head"] === true;
}

/** What answers a request by routes: a Worker's fetch handler. */
export function routed(
  routes: Router,
  incoming: Incoming,
  outgoing: Outgoing,
): (
  request: Request,
  env: unknown,
  ctx: ExecutionContext,
) => Promise<Response> {
  return async (request, env, ctx) => {
    // Express decodes what a pattern matched, and refuses what cannot be decoded.
    // So routes see the path encoded once more, and patterns match the Worker's.
    const target = incoming.url;
    incoming.url = target.replaceAll("%", "%25");
    try {
      const response = await new Promise<Response>((resolve, reject) => {
        const call = { routes, request, env, ctx, locals: {}, resolve, reject };
        calls.set(incoming, call);
        void routes(incoming, outgoing, (error: unknown) =>
          calls.get(incoming)?.reject(error ?? new Error("no route answered")),
        );
      });
      return checkedResponse(response);
    } finally {
      incoming.url = target;
    }
  };
}

/** `routes.use(handle(unanswered))`: the Worker returned nothing where no test held. */
export function unanswered(): Response {
  // The platform finds that this is none, when the Worker's own code is over.
  return undefined as unknown as Response;
}

/**
 * `return late(promise)`: stood in the Worker's `try` without await, so what the
 * promise is rejected with is not for its catch clause.
 */
export function late<T>(answer: T | PromiseLike<T>): Promise<T> {
  return lateAnswer(answer);
}
