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
