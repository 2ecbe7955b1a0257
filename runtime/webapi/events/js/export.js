// The globals; internals gets events.
const classes = {
  Event,
  ExtendableEvent,
  FetchEvent,
  ScheduledEvent,
  CustomEvent,
  ErrorEvent,
  PromiseRejectionEvent,
  MessageEvent,
  CloseEvent,
  EventTarget,
  AbortSignal,
  AbortController,
  MessagePort,
  MessageChannel,
};

// A bundler may have given the classes other names in its own scope.
for (const [name, C] of Object.entries(classes)) {
  Object.defineProperty(C, "name", { value: name, configurable: true });
  Object.defineProperty(C.prototype, Symbol.toStringTag, {
    value: name,
    writable: true,
    configurable: true,
  });
}
