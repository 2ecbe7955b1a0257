// express-routes.ts as the Worker's own TypeScript sees it: the Worker's types are
// Cloudflare's, those of the platform Node's (tsconfig.worker.json).
import type { RequestHandler } from "express";

export declare function handle<Env, Locals>(
  branch: (
    request: Request,
    env: Env,
    ctx: ExecutionContext,
    next: () => Promise<Response>,
    locals: Locals,
  ) => Response | Promise<Response>,
): RequestHandler;

export declare function unanswered(): Response;

export declare function late<T>(answer: T | PromiseLike<T>): Promise<T>;
