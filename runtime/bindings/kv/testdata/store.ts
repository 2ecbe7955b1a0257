// Drives the TypeScript stores for the Go suite: a line of JSON in is an
// operation, a line out its answer.
import { createInterface } from "node:readline";
import type { Host } from "./host.ts";
import { openKv, type KvEntry, type KvStore } from "./kv_store.ts";

const closers: (() => void | Promise<void>)[] = [];
const host: Host = {
  name: "test",
  env: process.env,
  dataDir: process.env["W2C_DATA_DIR"] ?? "",
  appDir: "",
  log: () => {},
  onReady: () => {},
  onClose: (close) => void closers.push(close),
  count: () => {},
  badConfig(variable, why) {
    process.stderr.write(`${variable}: ${why}\n`);
    process.exit(2);
  },
};

interface Operation {
  id: number;
  op: string;
  ns: string;
  key: string;
  keys: string[];
  value: string;
  metadata: string | null;
  expires: number;
  prefix: string;
  after: string;
  limit: number;
}

const stores = new Map<string, Promise<KvStore>>();

function store(ns: string): Promise<KvStore> {
  const known = stores.get(ns) ?? openKv(host, "KV", ns, false);
  stores.set(ns, known);
  return known;
}

function entry(e: KvEntry | null): unknown {
  return e && { ...e, value: Buffer.from(e.value).toString("base64") };
}

async function run(o: Operation): Promise<unknown> {
  const kv = await store(o.ns);
  switch (o.op) {
    case "get":
      return entry(await kv.get(o.key));
    case "getMany":
      return (await kv.getMany(o.keys)).map(entry);
    case "put":
      return kv.put(o.key, {
        value: Buffer.from(o.value, "base64"),
        metadata: o.metadata,
        expires: o.expires,
      });
    case "delete":
      return kv.delete(o.key);
    case "list":
      return kv.list(o);
  }
  throw new Error(`no operation ${o.op}`);
}

await store("");
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const o = JSON.parse(line) as Operation;
  run(o).then(
    (result) => answer({ id: o.id, result }),
    (error: unknown) => answer({ id: o.id, error: String(error) }),
  );
}
for (const close of closers.reverse()) await close();

function answer(message: unknown): void {
  process.stdout.write(JSON.stringify(message) + "\n");
}
