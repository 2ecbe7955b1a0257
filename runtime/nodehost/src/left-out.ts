// What this project was written without. A Worker names what it uses, so its code
// never comes here; what somebody adds to the project later may, and is told so.
import { onLoad } from "./parts.ts";

/** Has names of the global scope, or of owner, throw: they belong to a part that is not here. */
export function leftOut(
  part: string,
  names: readonly string[],
  owner: object = globalThis,
): void {
  // Packages that look for a global while they load have loaded by then.
  onLoad({
    before() {
      for (const name of names) standIn(owner, name, part);
    },
  });
}

function standIn(owner: object, name: string, part: string): void {
  Object.defineProperty(owner, name, {
    get(): never {
      throw new Error(
        `${name} is not in this project: w2c wrote it without ${part}, which the Worker did not use. Convert the Worker again, or add every part with \`w2c convert --platform all\`.`,
      );
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    },
    configurable: true,
  });
}
