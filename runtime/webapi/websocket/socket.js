// WebSocket and WebSocketPair. A socket is CONNECTING until new WebSocket() has
// its connection, PENDING until it is accepted or given to a response, then
// ACCEPTED or RELEASED.
const { shape, badParam, badCtor } = internals;
const CONNECTING = 0, PENDING = 1, ACCEPTED = 2, RELEASED = 3;
const TOKEN = {};
const { Event, MessageEvent, CloseEvent, ErrorEvent, DOMException } = globalThis;
const EventTarget = internals.EventTarget ?? globalThis.EventTarget;
const socket = {};

const badCall = (name) => new TypeError(`Failed to construct '${name}': Please use the 'new' operator, this object constructor cannot be called as a function.`);
const notAccepted = "You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages.";
const wasSet = (v) => v !== undefined;

class Socket extends EventTarget {
  #end = null; #state; #queue = []; #pumping = false;
  #closedIn = false; #closedOut = false; #aborted = false; #error;
  #failed = false; #halfOpen = !native.flag("web_socket_auto_reply_to_close");
  #binaryType = native.flag("websocket_standard_binary_type") ? "blob" : "arraybuffer";
  #attachment; #attached = false;
  #url = null; #protocol = ""; #extensions = ""; #keep = null; #dialing = null;
  #owner = native.owner?.(); // the event whose I/O it is; on Node nobody asks

  constructor(token, end) {
    super();
    if (token === TOKEN) {
      this.#end = end;
      this.#state = PENDING;
    } else {
      this.#state = CONNECTING;
      this.#dial(token, end);
    }
  }

  #mine() {
    const no = this.#owner === undefined ? undefined : native.foreign(this.#owner, "Native");
    if (no !== undefined) throw no;
  }

  get readyState() {
    this.#mine();
    if (this.#closedIn && this.#closedOut || this.#failed) return 3;
    if (this.#closedIn || this.#closedOut) return 2;
    return this.#state === CONNECTING ? 0 : 1;
  }
  get url() { return this.#url; }
  get protocol() { return this.#protocol; }
  get extensions() { return this.#extensions; }
  get bufferedAmount() { this.#state; return 0; }
  get binaryType() { return this.#binaryType; }
  set binaryType(v) {
    v = `${v}`;
    if (v === "blob" || v === "arraybuffer") this.#binaryType = v;
  }

  accept(options) {
    this.#mine();
    if (options !== undefined && options !== null && typeof options !== "object" && typeof options !== "function") {
      throw badParam("accept", "WebSocket", 1, "AcceptOptions");
    }
    if (this.#state === CONNECTING) throw new TypeError("Websockets obtained from the 'new WebSocket()' constructor cannot call accept");
    if (this.#state === RELEASED) throw new TypeError("Can't accept() WebSocket that was already used in a response.");
    if (this.#state === ACCEPTED) return;
    const half = options?.allowHalfOpen;
    if (half !== undefined) this.#halfOpen = !!half;
    this.#accept();
  }
  #accept() {
    this.#state = ACCEPTED;
    this.#end.onAbort = () => {
      this.#aborted = true;
      if (!this.#pumping && this.#closedIn) this.#release();
    };
    this.#keep = native.keep();
    this.#read();
  }

  send(message) {
    if (arguments.length === 0) throw badParam("send", "WebSocket", 1, "ArrayBuffer or ArrayBufferView or string");
    const bytes = typeof message === "object" && message !== null && (message instanceof ArrayBuffer || ArrayBuffer.isView(message));
    const data = native.data(bytes ? message : `${message}`);
    this.#mine();
    if (this.#closedOut) throw new TypeError("Can't call WebSocket send() after close().");
    if (this.#aborted || this.#state === RELEASED) return;
    if (this.#state !== ACCEPTED) throw new TypeError(notAccepted);
    this.#push([bytes ? 2 : TEXT, data]);
  }

  close(code, reason) {
    this.#mine();
    if (code !== undefined) {
      code = Number(code) | 0;
      if (!(code >= 1000 && code < 5000 && code !== 1004 && code !== 1005 && code !== 1006 && code !== 1015)) {
        throw new DOMException(`Invalid WebSocket close code: ${code}.`, "InvalidAccessError");
      }
    }
    if (reason !== undefined) {
      reason = native.reason(`${reason}`);
      if (reason.byteLength > 123 && native.flag("websocket_close_reason_byte_limit")) {
        throw new DOMException("WebSocket close reason must not be longer than 123 bytes when UTF-8 encoded.", "SyntaxError");
      }
      if (code === undefined) throw new DOMException("If you specify a WebSocket close reason, you must also specify a code.", "InvalidAccessError");
    }
    if (this.#state === CONNECTING) {
      this.#state = RELEASED;
      const dialing = this.#dialing;
      this.#dialing = null;
      if (dialing !== null) post(() => { native.undial(dialing); this.#dialFailed(lost()); });
      return;
    }
    if (this.#closedOut || this.#aborted || this.#state === RELEASED) return;
    if (this.#state !== ACCEPTED) throw new TypeError(notAccepted);
    if (this.#failed) throw this.#error;
    this.#closedOut = true;
    this.#push([CLOSE, code === undefined ? NO_CODE : code, reason === undefined ? native.data("") : reason]);
  }

  serializeAttachment(value) {
    if (arguments.length === 0) throw badParam("serializeAttachment", "WebSocket", 1, "Value");
    const copy = structuredClone(value), size = sizeOf(copy);
    if (size > 16384) throw new Error(`A WebSocket 'attachment' cannot be larger than 16384 bytes.'attachment' was ${size} bytes.`);
    this.#attachment = copy;
    this.#attached = true;
  }
  deserializeAttachment() { return this.#attached ? structuredClone(this.#attachment) : null; }

  // Sending: one message after the other, each when the last was taken.
  #push(message) {
    this.#queue.push(message);
    if (!this.#pumping) this.#pump();
  }
  #pump() {
    this.#pumping = true;
    if (this.#queue.length === 0) {
      this.#pumping = false;
      post(() => this.#pumped());
      return;
    }
    this.#end.send(this.#queue.shift(), (error) => {
      if (error === null) { soon(() => this.#pump()); return; }
      this.#pumping = false;
      this.#queue = [];
      this.#aborted = true;
      post(() => this.#report(lost()));
    });
  }
  #pumped() {
    if (this.#aborted) this.#report(lost());
    else if (this.#closedIn && this.#closedOut && this.#state === ACCEPTED) this.#release();
  }

  // Receiving: one message a task, the next when it was dealt with.
  #read() {
    this.#end.receive((error, message) => post(() => {
      if (error === null) this.#deliver(message);
      else if (error.disconnected === true) this.#disconnected();
      else this.#broken(error);
    }));
  }
  #deliver(message) {
    const [kind, data, reason] = message;
    try {
      if (kind === CLOSE) { this.#closing(data, reason); return; }
      let shown;
      if (kind === TEXT) shown = native.text(data);
      else {
        shown = native.buffer(data);
        if (this.#binaryType === "blob") shown = new Blob([shown]);
      }
      this.#emit(MessageEvent, "message", { data: shown });
    } catch (e) {
      this.#broken(e);
      return;
    }
    soon(() => this.#read());
  }
  #emit(Class, type, init) {
    const event = internals.platformEvent(Class, type, init);
    // Messages of the platform have no origin; those of scripts have "".
    if (Class === MessageEvent) Object.defineProperty(event, "origin", { value: null, enumerable: true, configurable: true });
    this.dispatchEvent(event);
  }
  #closing(code, reason) {
    this.#closedIn = true;
    if (!this.#halfOpen && !this.#closedOut && !this.#aborted && this.#state !== RELEASED) {
      this.#closedOut = true;
      this.#push([CLOSE, code, reason]); // the very bytes, UTF-8 or not
    }
    this.#kept();
    this.#emit(CloseEvent, "close", { code, reason: native.text(reason), wasClean: true });
    this.#tryRelease();
  }
  #disconnected() {
    if (this.#closedIn) return;
    this.#kept();
    this.#emit(CloseEvent, "close", { code: 1006, reason: "WebSocket disconnected without sending Close frame.", wasClean: false });
    this.#closedIn = true;
    this.#tryRelease();
  }
  #broken(error) {
    this.#kept();
    this.#closedIn = true;
    this.#report(error);
  }
  #report(error) {
    if (this.#failed) return;
    this.#failed = true;
    this.#error = error;
    try {
      this.#emit(ErrorEvent, "error", { message: "Uncaught " + describe(error), error });
    } finally {
      this.#aborted = true;
      if (this.#closedIn && !this.#pumping) this.#release();
    }
  }
  #tryRelease() {
    if ((this.#closedOut || this.#aborted) && !this.#pumping && this.#state === ACCEPTED) this.#release();
  }
  #release() {
    this.#state = RELEASED;
    this.#kept();
    if (this.#end !== null) this.#end.destroy();
  }
  #kept() {
    const keep = this.#keep;
    this.#keep = null;
    if (keep !== null) native.unkeep(keep);
  }

  // new WebSocket(): the connection is made and accepted by itself.
  #dial(url, protocols) {
    this.#url = url;
    const keep = native.keep();
    this.#dialing = native.dial(url, protocols, (error, conn, protocol, extensions) => {
      native.unkeep(keep);
      this.#dialing = null;
      if (this.#state !== CONNECTING) { if (conn) native.end(conn); return; }
      if (error !== null) { this.#dialFailed(error); return; }
      this.#end = new ConnEnd(conn, true);
      this.#protocol = protocol;
      this.#extensions = extensions;
      this.#accept();
      this.#emit(Event, "open", {});
    });
  }
  #dialFailed(error) {
    this.#closedIn = true;
    this.#state = RELEASED;
    this.#report(error);
    this.#emit(CloseEvent, "close", { code: 1006, reason: "Failed to establish websocket connection", wasClean: false });
  }

  static {
    socket.is = (v) => typeof v === "object" && v !== null && #state in v;
    // take gives the end of a socket to a response, or throws why it cannot.
    socket.take = (s) => {
      if (s.#state === CONNECTING) throw new TypeError("Can't return WebSocket in a Response if it was created with `new WebSocket()`");
      if (s.#state === RELEASED) throw new TypeError("Can't return WebSocket that was already used in a response.");
      if (s.#state === ACCEPTED) throw new TypeError("Can't return WebSocket in a Response after calling accept().");
      s.#state = RELEASED;
      return s.#end;
    };
  }
}

const describe = (e) => {
  try { return e instanceof Error || e instanceof DOMException ? `${e.name}: ${e.message}` : String(e); } catch { return "Error"; }
};

// sizeOf is how long a value is in V8's serialization, header included; exact for
// what attachments are made of, near enough for the rest.
const sizeOf = (value) => {
  const varint = (n) => { let k = 1; while (n > 127) { n = Math.floor(n / 128); k++; } return k; };
  const text = (s) => 1 + varint(s.length) + (/^[\x00-\xff]*$/.test(s) ? s.length : s.length * 2);
  const size = (v) => {
    switch (typeof v) {
      case "string": return text(v);
      case "number": return Number.isInteger(v) && Math.abs(v) < 1073741824 ? 1 + varint(v < 0 ? -2 * v - 1 : 2 * v) : 9;
      case "bigint": return 2 + 8 * Math.ceil(v.toString(16).length / 16);
      case "object": break;
      default: return 1;
    }
    if (v === null) return 1;
    if (Array.isArray(v)) return v.reduce((n, x) => n + size(x), 2 + 2 * varint(v.length) + 1);
    if (v instanceof Date) return 9;
    if (v instanceof Map) return [...v].reduce((n, [k, x]) => n + size(k) + size(x), 2 + varint(v.size * 2));
    if (v instanceof Set) return [...v].reduce((n, x) => n + size(x), 2 + varint(v.size));
    if (v instanceof ArrayBuffer) return 1 + varint(v.byteLength) + v.byteLength;
    if (ArrayBuffer.isView(v)) return 6 + varint(v.buffer.byteLength) + v.buffer.byteLength;
    const keys = Object.keys(v);
    return keys.reduce((n, k) => n + text(k) + size(v[k]), 2 + varint(keys.length));
  };
  return 2 + size(value);
};

const isToken = (s) => /^[\x21-\x7e]+$/.test(s) && !/[()<>@,;:\\/[\]?={}]/.test(s);
const badDial = (text) => new DOMException("WebSocket Constructor: " + text, "SyntaxError");

// dialable checks what new WebSocket() is given, in workerd's order.
const dialable = (url, protocols) => {
  const u = native.parse(url);
  if (u === null) throw badDial("The url is invalid.");
  if (u.scheme !== "ws" && u.scheme !== "wss") throw badDial("The url scheme must be ws or wss.");
  if (u.fragment) throw badDial("The url fragment must be empty.");
  if (protocols === undefined) return "";
  if (!Array.isArray(protocols)) {
    protocols = `${protocols}`;
    if (!isToken(protocols)) throw badDial("The protocol header token is invalid.");
    return protocols;
  }
  const seen = new Set();
  for (const p of protocols.map((p) => `${p}`)) {
    if (!isToken(p)) throw badDial("One of the protocol header tokens is invalid.");
    if (seen.has(p)) throw badDial("The protocols header cannot have repeating values.");
    seen.add(p);
  }
  return [...seen].join(", ");
};

// The public class is a function, because it may be called with other arguments
// than the sockets that the platform makes, and says so when called without new.
function WebSocket(url, protocols) {
  if (new.target === undefined) throw badCall("WebSocket");
  if (arguments.length === 0) throw badCtor("WebSocket", 1, "string");
  url = `${url}`;
  const list = dialable(url, protocols);
  return Reflect.construct(Socket, [url, list], new.target);
}
WebSocket.prototype = Socket.prototype;
Object.defineProperty(WebSocket, "prototype", { writable: false });
Object.defineProperty(WebSocket, "length", { value: 0, configurable: true });
Object.defineProperty(Socket.prototype, "constructor", { value: WebSocket, writable: true, configurable: true, enumerable: false });
shape(WebSocket, "WebSocket", true);
["CONNECTING", "OPEN", "CLOSING", "CLOSED"].forEach((name, value) => {
  for (const target of [WebSocket, Socket.prototype]) {
    for (const key of [name, "READY_STATE_" + name]) Object.defineProperty(target, key, { value, enumerable: true, writable: false, configurable: false });
  }
});

const fromEnd = (end) => Reflect.construct(Socket, [TOKEN, end], WebSocket);

const PairIterator = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), {
  [Symbol.toStringTag]: { value: "PairIterator", configurable: true },
});
function WebSocketPair() {
  if (new.target === undefined) throw badCall("WebSocketPair");
  const sockets = newPipe().map(fromEnd);
  const self = Reflect.construct(Object, [], new.target);
  sockets.forEach((s, i) => Object.defineProperty(self, i, { value: s, enumerable: true, writable: false, configurable: false }));
  return self;
}
Object.defineProperty(WebSocketPair.prototype, Symbol.iterator, {
  value: function entries() {
    let i = 0;
    return Object.create(PairIterator, {
      next: { value: () => i < 2 ? { value: this[i++], done: false } : { value: undefined, done: true } },
    });
  },
  writable: true, configurable: true,
});
shape(WebSocketPair, "WebSocketPair");

return {
  WebSocket, WebSocketPair,
  websocket: { is: socket.is, take: socket.take },
  // For Go: fromConn(conn) is the socket of an answer to fetch(); couple(socket,
  // conn, over) serves a response that has one.
  go: {
    fromConn: (conn) => fromEnd(new ConnEnd(conn, true)),
    couple: (s, conn, over) => couple(socket.take(s), conn, over),
  },
};
