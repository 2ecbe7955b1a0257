// The platform that server.ts is built on: reads the configuration, hands each
// binding its Host, and ends the process in good order.
import { mkdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { badConfig, readConfig } from "./config.ts";
import type { Config } from "./config.ts";
import type { Host } from "./host.ts";
import { captureConsole, errorFields, log, setLogLevel } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { parts, started } from "./parts.ts";

export interface Platform extends Host {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly readyChecks: ReadonlyMap<string, () => Promise<void>>;
  /** Runs what onClose registered, last first; a failure is logged and the rest runs. */
  close(): Promise<void>;
}

/** appURL is the folder that holds src/ or dist/: new URL("..", import.meta.url). */
export function createHost(appURL: URL, name: string): Platform {
  process.setSourceMapsEnabled(true);
  const env = process.env;
  const appDir = fileURLToPath(appURL);
  const config = readConfig(env, appDir);
  setLogLevel(config.logLevel);
  captureConsole();
  surviveStrayErrors();

  const metrics = new Metrics();
  const readyChecks = new Map<string, () => Promise<void>>();
  const closers: (() => void | Promise<void>)[] = [];
  let dataDirMade = false;
  const host: Platform = {
    name,
    env,
    config,
    metrics,
    readyChecks,
    appDir,
    get dataDir() {
      if (!dataDirMade) makeDataDir(config.dataDir);
      dataDirMade = true;
      return config.dataDir;
    },
    log,
    badConfig,
    onReady: (name, check) => void readyChecks.set(name, check),
    onClose: (close) => void closers.push(close),
    count: (binding, op) => metrics.bindingOps.add({ binding, op }),
    async close() {
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          log("error", "closing a store failed", errorFields(error));
        }
      }
    },
  };
  started(host);
  return host;
}

function makeDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    badConfig("W2C_DATA_DIR", `cannot make ${dir}: ${String(error)}`);
  }
}

// On Workers an error that nobody catches ends one request at most. Here it
// would end the process and every request in it, so it is logged instead.
function surviveStrayErrors(): void {
  process.on("uncaughtException", (error: unknown) =>
    log("error", "uncaught exception", errorFields(error)),
  );
  process.on("unhandledRejection", (reason: unknown, promise) => {
    if (!parts.streams?.rejected("unhandledrejection", promise, reason))
      log("error", "unhandled rejection", errorFields(reason));
  });
  process.on("rejectionHandled", (promise) => {
    parts.streams?.rejected("rejectionhandled", promise, undefined);
  });
}
