// The part of a Worker's surroundings that belongs to the host and is loaded when
// it is needed: the events of service-worker syntax. Returns what the host calls.
(function (native, internals) {
  "use strict";

  const hide = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  const tag = (C, name) => Object.defineProperty(C.prototype, Symbol.toStringTag, { value: name, configurable: true });
  const { Event } = globalThis;

  // The global functions of an event target work on this one.
  const target = internals.events.scope;

  const serviceWorker = () => {
    class ExtendableEvent extends Event {
      waitUntil(promise) { native.waitUntil(promise); }
    }
    tag(ExtendableEvent, "ExtendableEvent");

    class FetchEvent extends ExtendableEvent {
      #request; #answer; #answered = false;
      constructor(type, init) { super(type, init); this.#request = init.request; }
      get request() { return this.#request; }
      respondWith(response) {
        if (this.#answered) {
          throw new DOMException("FetchEvent.respondWith() has already been called; it can only be called once.", "InvalidStateError");
        }
        this.#answered = true;
        this.#answer = response;
        this.stopImmediatePropagation();
      }
      passThroughOnException() { native.passThroughOnException(); }
      // Nobody answered: on Workers the request goes on to the origin.
      static answer(e) { return e.#answered ? e.#answer : globalThis.fetch(e.#request); }
    }
    tag(FetchEvent, "FetchEvent");
    const answer = FetchEvent.answer;
    delete FetchEvent.answer;

    class ScheduledEvent extends ExtendableEvent {
      #init;
      constructor(type, init) { super(type, init); this.#init = init; }
      get scheduledTime() { return this.#init.scheduledTime; }
      get cron() { return this.#init.cron; }
      noRetry() {}
    }
    tag(ScheduledEvent, "ScheduledEvent");

    class QueueEvent extends ExtendableEvent {
      #batch;
      constructor(type, batch) { super(type); this.#batch = batch; }
      get messages() { return this.#batch.messages; }
      get queue() { return this.#batch.queue; }
      get metadata() { return this.#batch.metadata; }
      retryAll(options) { this.#batch.retryAll(options); }
      ackAll() { this.#batch.ackAll(); }
    }
    tag(QueueEvent, "QueueEvent");

    hide(globalThis, "ExtendableEvent", ExtendableEvent);
    hide(globalThis, "FetchEvent", FetchEvent);
    hide(globalThis, "ScheduledEvent", ScheduledEvent);
    hide(globalThis, "QueueEvent", QueueEvent);
    return {
      fetch(request) {
        const event = new FetchEvent("fetch", { request });
        target.dispatchEvent(event);
        return answer(event);
      },
      scheduled({ scheduledTime, cron }) {
        target.dispatchEvent(new ScheduledEvent("scheduled", { scheduledTime, cron }));
      },
      queue(batch) {
        // Else messages that nobody saw would count as acknowledged.
        if (!internals.hasListeners(target, "queue")) {
          throw new Error("No event listener registered for queue messages.");
        }
        target.dispatchEvent(new QueueEvent("queue", batch));
      },
    };
  };

  return { serviceWorker };
})
