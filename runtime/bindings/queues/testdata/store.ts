// Serves the TypeScript stores to the suite of the Go drivers: commands as JSON
// lines on stdin, answers as JSON lines on stdout. Each host has data of its own.
import { createInterface } from "node:readline";
import type { Host } from "./host.ts";
import { openQueue, type QueueStore } from "./queue_store.ts";

interface Opened {
  readonly host: Host;
  readonly queues: Map<string, Promise<QueueStore>>;
  close(): Promise<void>;
}

const hosts = new Map<string, Opened>();
const say = (line: object) =>
  process.stdout.write(`${JSON.stringify(line)}\n`);

function open(name: string, env: Record<string, string>): Opened {
  const known = hosts.get(name);
  if (known !== undefined) return known;
  const closers: (() => void | Promise<void>)[] = [];
  const host: Host = {
    name: "test",
    env,
    dataDir: env["W2C_DATA_DIR"] ?? "",
    appDir: "",
    log() {},
    onReady() {},
    onClose: (close) => void closers.push(close),
    badConfig(variable, why): never {
      throw new Error(`${variable}: ${why}`);
    },
    count() {},
  };
  const opened = {
    host,
    queues: new Map(),
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };
  hosts.set(name, opened);
  return opened;
}

function queueOf(command: Record<string, any>): Promise<QueueStore> {
  const { queues, host } = open(command["host"], command["env"]);
  const name: string = command["queue"];
  const known = queues.get(name);
  if (known !== undefined) return known;
  const made = openQueue(host, name, false).then((store) => {
    store.onChange(() => say({ changed: `${command["host"]} ${name}` }));
    return store;
  });
  queues.set(name, made);
  return made;
}

async function run(command: Record<string, any>): Promise<unknown> {
  if (command["do"] === "close") {
    await hosts.get(command["host"])?.close();
    hosts.delete(command["host"]);
    return null;
  }
  const queue = await queueOf(command);
  const { messages = [], rules, lease, verdicts, time } = command;
  switch (command["do"]) {
    case "send":
      return queue.send(
        messages.map((m: { body: string }) => ({
          ...m,
          body: new Uint8Array(Buffer.from(m.body, "base64")),
        })),
      );
    case "backlog":
      return queue.backlog();
    case "claim": {
      const batch = await queue.claim(rules, lease);
      return {
        ...batch,
        messages: batch.messages.map((m) => ({
          ...m,
          body: Buffer.from(m.body).toString("base64"),
        })),
      };
    }
    case "extend":
      return queue.extend(lease, messages, time);
    case "settle":
      await queue.settle(rules, lease, verdicts);
  }
  return null;
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as Record<string, any>;
  void run(command).then(
    (result) => say({ id: command["id"], result }),
    (error: unknown) => say({ id: command["id"], error: String(error) }),
  );
}
for (const { close } of hosts.values()) await close();
process.exit(0);
