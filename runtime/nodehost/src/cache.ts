// Keeps what the Cache API puts: small bodies in memory, large ones as files in
// the data folder, the least recently used leaving first. Nothing of it outlives
// the process; a cache may forget at any time.
// https://developers.cloudflare.com/workers/runtime-apis/cache/
//
// Differences: one cache a process instead of one a data centre; a response with a
// content-encoding is kept decoded and encoded again when it is sent.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import script from "./cache-classes.js";
import { freezeHeaders } from "./headers.ts";
import { fixedLength, wholeBody } from "./messages.ts";
import { onStart } from "./parts.ts";
import { badCtor, badParam, shape } from "./shape.ts";

interface Entry {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array | undefined;
  readonly file: string | undefined;
  readonly size: number;
  readonly expires: number;
}

const maxMemory = 32 * 1024 * 1024;
const maxDisk = 512 * 1024 * 1024;
/** Longer bodies become files. */
const inMemory = 64 * 1024;
const overhead = 256;

// A Map keeps the order of insertion: the first entry is the least recently used.
const entries = new Map<string, Entry>();
let memory = 0;
let disk = 0;
let folder: string | undefined;
let serial = 0;
let dataDir: (() => string) | undefined;

// Large bodies go into the data folder, and leave it with the process.
onStart((host) => {
  dataDir = () => host.dataDir;
  host.onClose(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
});

function held(key: string, entry: Entry): number {
  const headers = entry.headers.reduce((n, text) => n + text.length, 0);
  return overhead + key.length + headers + (entry.body?.length ?? 0);
}

function drop(key: string): Entry | undefined {
  const entry = entries.get(key);
  if (entry === undefined) return undefined;
  entries.delete(key);
  memory -= held(key, entry);
  if (entry.file !== undefined) {
    disk -= entry.size;
    rm(entry.file, { force: true }).catch(() => {}); // the folder goes as a whole
  }
  return entry;
}

async function find(name: string, url: string): Promise<unknown> {
  const key = `${name}\n${url}`;
  const entry = entries.get(key);
  if (entry === undefined) return null;
  if (Date.now() >= entry.expires) {
    drop(key);
    return null;
  }
  entries.delete(key);
  entries.set(key, entry);
  const { status, headers, file } = entry;
  if (file === undefined)
    return { status, headers, body: Uint8Array.from(entry.body ?? []) };
  try {
    return { status, headers, body: new Uint8Array(await readFile(file)) };
  } catch {
    return null; // evicted meanwhile, or somebody tidied the folder
  }
}

async function keep(
  name: string,
  url: string,
  status: number,
  headers: readonly string[],
  body: Uint8Array,
  expires: number,
): Promise<void> {
  const key = `${name}\n${url}`;
  if (Date.now() >= expires) {
    drop(key);
    return;
  }
  const size = body.length;
  let file: string | undefined;
  if (size > inMemory && dataDir !== undefined) {
    folder ??= mkdtempSync(join(dataDir(), "cache-"));
    file = join(folder, String(++serial));
    await writeFile(file, body);
  }
  drop(key);
  const kept = file === undefined ? body : undefined;
  const entry = { status, headers, body: kept, file, size, expires };
  entries.set(key, entry);
  memory += held(key, entry);
  if (file !== undefined) disk += size;
  for (const [oldest] of entries) {
    if (memory <= maxMemory && disk <= maxDisk) break;
    drop(oldest);
  }
}

async function remove(name: string, url: string): Promise<boolean> {
  const entry = drop(`${name}\n${url}`);
  return entry !== undefined && Date.now() < entry.expires;
}

function respond(
  status: number,
  statusText: string,
  list: readonly string[],
  body: Uint8Array<ArrayBuffer> | null,
): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < list.length; i += 2)
    headers.append(list[i] ?? "", list[i + 1] ?? "");
  const response = new Response(body, { status, statusText, headers });
  freezeHeaders(response.headers);
  return response;
}

const natives = {
  find,
  keep,
  remove,
  respond,
  isRequest: (value: unknown) => value instanceof Request,
  isResponse: (value: unknown) => value instanceof Response,
  lengthOf(response: Response): number | undefined {
    const whole = wholeBody(response);
    if (whole === null) return 0;
    if (whole !== undefined) return Buffer.byteLength(whole, "utf8");
    if (response.body === null) return 0;
    return fixedLength(response.body);
  },
  boundary: () => randomUUID().replaceAll("-", ""),
  join: (pieces: readonly (string | Uint8Array)[]) =>
    new Uint8Array(
      Buffer.concat(
        pieces.map((piece) =>
          typeof piece === "string" ? Buffer.from(piece, "utf8") : piece,
        ),
      ),
    ),
  utf8Length: (text: string) => Buffer.byteLength(text, "utf8"),
};

const made = script(natives, { shape, badParam, badCtor });

for (const [name, value] of Object.entries(made))
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
