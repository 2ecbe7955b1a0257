// MessageChannel and its ports. A message arrives as a microtask, once the port it
// goes to has been listened to; closing one end closes both.
// Spec: https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels
// As in workerd nothing can be transferred.
const ON_MESSAGE = {}; // the place of onmessage among the listeners

class MessagePort extends EventTarget {
  #peer = null;
  #queue = [];
  #started = false;
  #closed = false;
  #onmessage = null;
  constructor(token) {
    if (token !== TOKEN) throw notMade();
    super();
    internals.watch(this, (type) => {
      if (type === "message") this.#start();
    });
  }
  static #of(v) {
    if (!isObject(v) || !(#peer in v)) throw illegal();
    return v;
  }
  get onmessage() {
    return MessagePort.#of(this).#onmessage;
  }
  set onmessage(f) {
    const p = MessagePort.#of(this);
    if (p.#onmessage !== null) internals.unlisten(p, "message", ON_MESSAGE);
    p.#onmessage = isObject(f) ? f : null;
    if (typeof f === "function")
      internals.listen(p, "message", ON_MESSAGE, (_, e) =>
        f.call(undefined, e),
      );
  }
  postMessage(message, transfer) {
    const p = MessagePort.#of(this);
    const list = Array.isArray(transfer) ? transfer : transfer?.transfer;
    if (list !== undefined && list.length > 0)
      throw new Error("Transfer list is not supported");
    const data =
      message === undefined ? undefined : globalThis.structuredClone(message);
    const to = p.#peer;
    if (p.#closed) return;
    to.#queue.push(data);
    if (to.#started) Promise.resolve().then(() => to.#deliver());
  }
  start() {
    MessagePort.#of(this).#start();
  }
  close() {
    const p = MessagePort.#of(this);
    if (p.#closed) return;
    p.#closed = p.#peer.#closed = true;
    for (const port of [p.#peer, p])
      internals.fire(port, internals.platformEvent(Event, "close"));
  }
  #start() {
    if (this.#started) return;
    this.#started = true;
    for (let n = this.#queue.length; n > 0; n--)
      Promise.resolve().then(() => this.#deliver());
  }
  #deliver() {
    if (this.#queue.length === 0) return;
    const event = internals.trust(new MessageEvent("message"));
    own(event, { origin: null, source: this, data: this.#queue.shift() });
    try {
      internals.fire(this, event);
    } catch (e) {
      events.report(e);
    }
  }
  static {
    internals.isPort = (v) => isObject(v) && #peer in v;
    joined = () => {
      const pair = [new MessagePort(TOKEN), new MessagePort(TOKEN)];
      pair[0].#peer = pair[1];
      pair[1].#peer = pair[0];
      return pair;
    };
  }
}
var joined;
dress(MessagePort);

class MessageChannel {
  constructor() {
    const [port1, port2] = joined();
    own(this, { port1, port2 });
  }
}
dress(MessageChannel);
