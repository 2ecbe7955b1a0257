// Opens the bucket behind an R2 binding: a folder of its own, which the Go host
// reads and writes too. R2_<BINDING>_URL names another place.
import { isAbsolute, join } from "node:path";
import type { Host } from "./host.ts";
import { fixedLength } from "./messages.ts";
import { r2Bucket } from "./r2_api.ts";
import { BodyFailure } from "./r2_blobs.ts";
import { Files } from "./r2_files.ts";
import { reason } from "./sqlite.ts";
import { codes, R2Failure } from "./r2_rules.ts";
import type { Outcome } from "./r2_store.ts";

export interface R2Options {
  /** The name in the configuration: bindings with the same name share the data. */
  readonly bucket: string;
  /** The Worker is older than the option include of list. */
  readonly include?: boolean;
}

const open = new WeakMap<Host, Map<string, Files>>();

export function r2(host: Host, binding: string, options: R2Options): object {
  const variable = `R2_${binding.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_URL`;
  const url = host.env[variable];
  const files = url
    ? openFiles(host, variable, pathOf(host, variable, url))
    : openFiles(
        host,
        "W2C_DATA_DIR",
        join(host.dataDir, "r2", fileName(options.bucket)),
      );
  return r2Bucket({
    limited: limited(host),
    include: options.include === true,
    lengthOf: fixedLength,
    async ask(method, question, body): Promise<Outcome> {
      host.count(binding, method);
      try {
        return await files[method](question, body);
      } catch (error) {
        if (error instanceof R2Failure)
          return {
            error: error.code,
            ...(error.actual !== undefined && { actual: error.actual }),
          };
        if (error instanceof BodyFailure) throw error.cause;
        host.log("error", "r2 store", {
          binding,
          op: method,
          error: error instanceof Error ? error.message : String(error),
        });
        return { error: codes.internal };
      }
    },
  });
}

function pathOf(host: Host, variable: string, url: string): string {
  if (!url.startsWith("file:"))
    host.badConfig(
      variable,
      "is not a URL of a bucket: write file:/data/files for a folder",
    );
  const path = url.slice("file:".length).replace(/^\/\/+/, "/");
  if (path === "" || path === "/")
    host.badConfig(variable, "names no folder: write file:/data/files");
  return isAbsolute(path) ? path : join(host.dataDir, path);
}

function openFiles(host: Host, variable: string, path: string): Files {
  const known = open.get(host) ?? new Map<string, Files>();
  open.set(host, known);
  const there = known.get(path);
  if (there !== undefined) return there;
  try {
    const files = new Files(path);
    known.set(path, files);
    host.onReady(`r2 ${path}`, async () => files.ping());
    host.onClose(() => files.close());
    return files;
  } catch (error) {
    return host.badConfig(
      variable,
      `open ${join(path, "index.sqlite")}: ${reason(error)}`,
    );
  }
}

function limited(host: Host): boolean {
  const choice = host.env["W2C_LIMITS"] ?? "";
  if (choice !== "" && choice !== "relaxed" && choice !== "cloudflare")
    host.badConfig(
      "W2C_LIMITS",
      `"${choice}" is not known: use cloudflare or relaxed`,
    );
  return choice === "cloudflare";
}

// A name as a folder may be called on every system.
function fileName(name: string): string {
  return [...new TextEncoder().encode(name)]
    .map((byte, i) => {
      const c = String.fromCharCode(byte);
      if (/[0-9A-Za-z_-]/.test(c) || (c === "." && i > 0)) return c;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
