// Puts workerd's crypto in the place of Node's. What it is made of is in the
// other crypto-*.ts.
import { globals } from "./crypto-subtle.ts";

for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, {
    value,
    writable: true,
    configurable: true,
  });
