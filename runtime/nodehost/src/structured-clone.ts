// structuredClone as workerd has it: what it refuses, and in which words.
import { types } from "node:util";
import clone from "./clone.js";
import { internals } from "./events-host.ts";

const { structuredClone, cloneWith } = clone(
  {
    uncloneable: (value) => types.isPromise(value) || types.isProxy(value),
    detached: (buffer) => buffer.detached,
  },
  internals,
);
Object.defineProperty(globalThis, "structuredClone", {
  value: structuredClone,
  configurable: true,
  writable: true,
});

export { cloneWith };
