// What the platform gives each binding, and what a binding may give back. The
// server makes one Host at start and passes it to every binding.

export type Level = "debug" | "info" | "warn" | "error";

export interface Host {
  /** The Worker's name: what several Workers share (a Redis) is told apart by it. */
  readonly name: string;
  /** The process environment; bindings read configuration from here only. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The one writable folder, made on first use. */
  readonly dataDir: string;
  /** The folder that holds what was converted (assets and data modules lie in it). */
  readonly appDir: string;
  /** One JSON line on stdout. */
  log(level: Level, message: string, fields?: Record<string, unknown>): void;
  /** Names a check that /readyz makes; it rejects when the store does not answer. */
  onReady(name: string, check: () => Promise<void>): void;
  /** Runs at the end of the drain, last registered first. */
  onClose(close: () => void | Promise<void>): void;
  /** Stops the start with one line: which variable, and why. */
  badConfig(variable: string, why: string): never;
  /** Counts w2c_binding_ops_total{binding,op}. */
  count(binding: string, op: string): void;
}

/** Answers a request before the Worker does, or calls next. */
export type Front = (
  request: Request,
  next: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** The Worker's handlers that no request calls. They reject as it does. */
export interface Handlers {
  scheduled(cron: string, at: Date): Promise<void>;
  /** With early, what the handler gave waitUntil is not waited for. */
  queue(queue: string, batch: object, early: boolean): Promise<void>;
}

/** Calls the Worker by itself; the function it returns stops it. */
export type Trigger = (handlers: Handlers) => () => void;
