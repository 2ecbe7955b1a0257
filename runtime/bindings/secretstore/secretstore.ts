// A secret of the Secrets Store: an environment variable of the binding's name.
import type { Host } from "./host.ts";

export class StoredSecret {
  readonly #name: string;
  readonly #value: string | undefined;

  constructor(name: string, value: string | undefined) {
    this.#name = name;
    this.#value = value;
  }

  /** Rejects when the secret is not there. */
  async get(): Promise<string> {
    if (this.#value === undefined)
      throw new Error(`Secret "${this.#name}" not found`);
    return this.#value;
  }
}

export function storedSecret(
  host: Host,
  binding: string,
  { secret }: { secret: string },
): StoredSecret {
  return new StoredSecret(secret, host.env[binding]);
}
