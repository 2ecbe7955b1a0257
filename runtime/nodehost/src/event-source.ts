// EventSource as workerd has it; Node's own is another.
import script from "./event-source-classes.js";
import { badCtor, badParam, shape } from "./shape.ts";
import { streams } from "./web-streams.js";
import { PlatformTarget, platformEvent } from "./websocket-events.ts";

const { EventSource } = script(undefined, {
  shape,
  badParam,
  badCtor,
  platformEvent,
  EventTarget: PlatformTarget,
  isDisturbed: (stream: ReadableStream) => streams.stateOf(stream).disturbed,
});
// Node knows its targets by a mark on their class.
for (const mark of Object.getOwnPropertySymbols(EventTarget))
  Object.defineProperty(EventSource, mark, { value: true });
Object.defineProperty(globalThis, "EventSource", {
  value: EventSource,
  configurable: true,
  writable: true,
});
