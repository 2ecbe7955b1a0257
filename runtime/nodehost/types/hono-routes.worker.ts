// hono-routes.ts as the Worker's own TypeScript sees it: the Worker's types are
// Cloudflare's, those of the platform Node's (tsconfig.worker.json).
import type { Router } from "hono/router";
import type { H, RouterRoute } from "hono/types";

export declare function workerRouting(): {
  router: Router<[H, RouterRoute]>;
  getPath: (request: Request) => string;
};

export declare function rethrow(error: Error): never;

export declare function unanswered(): Response;

export declare function late<T>(answer: T | PromiseLike<T>): Promise<T>;
