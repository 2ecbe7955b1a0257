// node:diagnostics_channel. https://nodejs.org/docs/latest-v22.x/api/diagnostics_channel.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { validateFunction } = require("internal/validators");
  const channels = new Map();

  class Channel {
    constructor(name) {
      Object.defineProperties(this, {
        name: { value: name, enumerable: true },
        _subscribers: { value: [], writable: true },
        _stores: { value: new Map() },
      });
    }
    get hasSubscribers() { return this._subscribers.length > 0; }
    subscribe(f) {
      validateFunction(f, "subscription");
      this._subscribers = [...this._subscribers, f];
    }
    unsubscribe(f) {
      const i = this._subscribers.indexOf(f);
      if (i < 0) return false;
      this._subscribers = this._subscribers.filter((_, j) => j !== i);
      return true;
    }
    publish(message) {
      // One subscriber that throws does not keep the message from the others.
      for (const f of this._subscribers) {
        try { f(message, this.name); } catch (e) { queueMicrotask(() => { throw e; }); }
      }
    }
    bindStore(store, transform) { this._stores.set(store, transform); }
    unbindStore(store) { return this._stores.delete(store); }
    runStores(context, f, self, ...args) {
      let run = () => { this.publish(context); return Reflect.apply(f, self, args); };
      for (const [store, transform] of this._stores) {
        const next = run;
        run = () => store.run(transform ? transform(context) : context, next);
      }
      return run();
    }
  }
  const channel = function channel(name) {
    if (typeof name !== "string" && typeof name !== "symbol") throw new codes.ERR_INVALID_ARG_TYPE("channel", ["string", "symbol"], name);
    let c = channels.get(name);
    if (!c) channels.set(name, (c = new Channel(name)));
    return c;
  };

  const EVENTS = ["start", "end", "asyncStart", "asyncEnd", "error"];
  class TracingChannel {
    constructor(from) {
      for (const e of EVENTS) {
        const value = typeof from === "string" ? channel(`tracing:${from}:${e}`) : from?.[e];
        if (!(value instanceof Channel)) throw new codes.ERR_INVALID_ARG_TYPE(`nameOrChannels.${e}`, "Channel", value);
        Object.defineProperty(this, e, { value, enumerable: true });
      }
    }
    get hasSubscribers() { return EVENTS.some((e) => this[e].hasSubscribers); }
    subscribe(handlers) { for (const e of EVENTS) if (handlers[e]) this[e].subscribe(handlers[e]); }
    unsubscribe(handlers) {
      let done = true;
      for (const e of EVENTS) if (handlers[e] && !this[e].unsubscribe(handlers[e])) done = false;
      return done;
    }
    traceSync(f, context = {}, self, ...args) {
      return this.start.runStores(context, () => {
        try {
          const result = Reflect.apply(f, self, args);
          context.result = result;
          return result;
        } catch (e) {
          context.error = e;
          this.error.publish(context);
          throw e;
        } finally { this.end.publish(context); }
      });
    }
    tracePromise(f, context = {}, self, ...args) {
      const settled = (key, e) => (v) => {
        context[key] = v;
        if (e) this.error.publish(context);
        this.asyncStart.publish(context);
        this.asyncEnd.publish(context);
        if (e) throw v;
        return v;
      };
      return this.start.runStores(context, () => {
        try {
          return Promise.resolve(Reflect.apply(f, self, args)).then(settled("result"), settled("error", true));
        } catch (e) {
          context.error = e;
          this.error.publish(context);
          throw e;
        } finally { this.end.publish(context); }
      });
    }
    traceCallback(f, position = -1, context = {}, self, ...args) {
      const callback = args.at(position);
      validateFunction(callback, "callback");
      const tracing = this;
      args.splice(position, 1, function (e, result) {
        if (e) { context.error = e; tracing.error.publish(context); } else context.result = result;
        return tracing.asyncStart.runStores(context, () => {
          try { return Reflect.apply(callback, this, arguments); } finally { tracing.asyncEnd.publish(context); }
        });
      });
      return this.start.runStores(context, () => {
        try { return Reflect.apply(f, self, args); } catch (e) {
          context.error = e;
          this.error.publish(context);
          throw e;
        } finally { this.end.publish(context); }
      });
    }
  }
  return {
    hasSubscribers(name) { return channels.get(name)?.hasSubscribers ?? false; },
    channel,
    subscribe(name, f) { channel(name).subscribe(f); },
    unsubscribe(name, f) { channel(name).unsubscribe(f); },
    tracingChannel(from) { return new TracingChannel(from); },
    Channel,
  };
})
