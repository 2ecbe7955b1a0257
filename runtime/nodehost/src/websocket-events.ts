// The events of sockets and the base of their classes, which are the global ones.
import { classes, platformEvent } from "./events.ts";

export { platformEvent };

export const eventClasses = {
  MessageEvent: classes["MessageEvent"],
  CloseEvent: classes["CloseEvent"],
  ErrorEvent: classes["ErrorEvent"],
};

/** The base of the platform's own targets. */
export class PlatformTarget extends EventTarget {}
