// Queues in the Worker's env: what a producer sends goes to the store that
// queue_store.ts chooses.
import { randomBytes } from "node:crypto";
import type { Host } from "./host.ts";
import {
  makeQueue,
  type Answer,
  type Backlog,
  type Codec,
  type Outgoing,
} from "./queue_api.ts";
import { readClone, writeClone, type Bytes } from "./queue_clone.ts";
import { openQueue } from "./queue_store.ts";

export interface QueueOptions {
  readonly queue: string;
  /** Seconds, for messages that do not say. */
  readonly delay?: number;
  /** The content type of messages that do not say. */
  readonly type: "json" | "v8";
  /** Failures tell their code. */
  readonly codes: boolean;
  /** The app was converted for several machines: there must be a Redis. */
  readonly services: boolean;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const bytes: Bytes = {
  base64: (bytes) => Buffer.from(bytes).toString("base64"),
  unbase64: (text) => new Uint8Array(Buffer.from(text, "base64")),
};

export const codec: Codec = {
  utf8: (text) => new Uint8Array(Buffer.from(text)),
  text: (bytes) => decoder.decode(bytes),
  write: (value) => writeClone(structuredClone(value), bytes),
  read: (text) => readClone(text, bytes),
  detach(view) {
    if (view.buffer instanceof ArrayBuffer && !view.buffer.detached)
      view.buffer.transfer();
  },
};

/** A name nobody else has: 32 hex digits, as Cloudflare's messages have. */
export const newId = () => randomBytes(16).toString("hex");

export async function queue(
  host: Host,
  binding: string,
  options: QueueOptions,
): Promise<ReturnType<typeof makeQueue>> {
  const { type, codes, delay = 0, services } = options;
  const limits = host.env["W2C_LIMITS"] || "relaxed";
  if (limits !== "relaxed" && limits !== "cloudflare")
    host.badConfig(
      "W2C_LIMITS",
      `"${limits}" is not known: use cloudflare or relaxed`,
    );
  const store = await openQueue(host, options.queue, services);
  const answer = async (work: Promise<Backlog>): Promise<Answer> => {
    try {
      return { backlog: await work };
    } catch (error) {
      host.log("error", "queue store", { binding, error: String(error) });
      return {};
    }
  };
  const send = (messages: readonly Outgoing[]) => {
    host.count(binding, messages.length > 1 ? "send_batch" : "send");
    const sent = Date.now();
    const own = messages.map((message) => ({
      ...message,
      id: newId(),
      sent,
      delay: (message.delay ?? delay) * 1000,
    }));
    return answer(store.send(own));
  };
  const backlog = () => {
    host.count(binding, "metrics");
    return answer(store.backlog());
  };
  const limited = limits === "cloudflare";
  return makeQueue({ send, backlog }, codec, { type, codes, limited });
}
