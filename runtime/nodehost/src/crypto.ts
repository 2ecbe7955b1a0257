// Puts workerd's crypto in the place of Node's, at the first touch of it: most
// Workers never do. What it is made of is in the other crypto-*.ts.
import { createRequire } from "node:module";
import type { globals } from "./crypto-subtle.ts";

const require = createRequire(import.meta.url);

export function installCrypto(): void {
  let loaded: typeof globals | undefined;
  const load = () =>
    (loaded ??= (require("./crypto-subtle.ts") as { globals: typeof globals })
      .globals);
  for (const name of [
    "crypto",
    "Crypto",
    "SubtleCrypto",
    "CryptoKey",
  ] as const) {
    const become = (value: unknown): void => {
      Object.defineProperty(globalThis, name, {
        value,
        writable: true,
        configurable: true,
      });
    };
    Object.defineProperty(globalThis, name, {
      get() {
        const value = load()[name];
        become(value);
        return value;
      },
      set: become,
      configurable: true,
    });
  }
}
