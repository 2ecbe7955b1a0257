// The worked example of a binding: the object that env holds, made once at
// start. It remembers a text.
import type { Host } from "./host.ts";
import { openKv } from "./kv_store.ts";

export interface Hello {
  get(): Promise<{ value: string; ms: number | undefined }>;
  set(value: string): Promise<void>;
}

export async function hello(
  host: Host,
  binding: string,
  options: { enableTimer: boolean; services: boolean },
): Promise<Hello> {
  const texts = await openKv(
    host,
    binding,
    `hello:${binding}`,
    options.services,
  );
  return {
    async get() {
      host.count(binding, "get");
      const entry = await texts.get("text");
      return {
        value: entry === null ? "" : new TextDecoder().decode(entry.value),
        ms: options.enableTimer ? 100 : undefined,
      };
    },
    async set(value) {
      host.count(binding, "set");
      await texts.put("text", {
        value: new TextEncoder().encode(String(value)),
        metadata: null,
        expires: 0,
      });
    },
  };
}
