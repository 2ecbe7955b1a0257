// EventSource over fetch() and streams, as workerd has it: from(stream) besides
// the constructor, an error event whenever a stream ends, and events whose data is
// empty left out.
const { shape, badParam, badCtor } = internals;
const { Event, MessageEvent, ErrorEvent, DOMException } = globalThis;
const EventTarget = internals.EventTarget ?? globalThis.EventTarget;
const CONNECTING = 0, OPEN = 1, CLOSED = 2;
const TOKEN = {};
const LEAST_WAIT = 1000, MOST_WAIT = 10000;

// parser gives feed(bytes) → the events that were completed: [type, data, id].
const parser = (source) => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let left = "", first = true, pending = null;
  const field = (name, value) => {
    if (value.startsWith(" ")) value = value.slice(1);
    pending ??= { data: [], type: "message" };
    if (name === "data") pending.data.push(value);
    else if (name === "event") pending.type = value;
    else if (name === "id") source.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) source.wait = Math.max(LEAST_WAIT, Math.min(Number(value), MOST_WAIT));
  };
  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (first && text !== "") {
      first = false;
      if (text[0] === "\ufeff") text = text.slice(1);
    }
    const lines = (left + text).split(/\r\n|\r|\n/);
    left = lines.pop();
    const done = [];
    for (const line of lines) {
      if (line === "") {
        if (pending !== null) done.push([pending.type, pending.data.join("\n"), source.id]);
        pending = null;
      } else if (line[0] !== ":") {
        const colon = line.indexOf(":");
        if (colon < 0) field(line, "");
        else field(line.slice(0, colon), line.slice(colon + 1));
      }
    }
    return done;
  };
};

class Source extends EventTarget {
  #url = null; #fetcher; #state = CONNECTING; #abort = new AbortController(); #closed = false; #noBody = false;
  #handlers = { open: null, message: null, error: null };
  #shared = { id: "", wait: 2000 };

  constructor(token, url, fetcher) {
    super();
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    if (url !== undefined) {
      this.#url = new URL(url);
      this.#fetcher = fetcher;
      this.#start();
    }
  }
  get url() { return this.#url === null ? "" : this.#url.href; }
  get withCredentials() { this.#state; return false; }
  get readyState() { return this.#state; }
  get onopen() { return this.#handlers.open; }
  set onopen(f) { this.#handle("open", f); }
  get onmessage() { return this.#handlers.message; }
  set onmessage(f) { this.#handle("message", f); }
  get onerror() { return this.#handlers.error; }
  set onerror(f) { this.#handle("error", f); }
  #handle(type, f) { this.#handlers[type] = typeof f === "function" || (typeof f === "object" && f !== null) ? f : null; }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#abort.abort();
    this.#state = CLOSED;
  }

  #emit(Class, type, init) {
    const event = internals.platformEvent(Class, type, init);
    // Messages of the platform without an origin have null, those of scripts "".
    if (Class === MessageEvent && init.origin === undefined) Object.defineProperty(event, "origin", { value: null, enumerable: true, configurable: true });
    const f = this.#handlers[type];
    if (typeof f === "function") f.call(this, event);
    this.dispatchEvent(event);
  }
  #open() {
    if (this.#state === CLOSED) return;
    this.#state = OPEN;
    this.#emit(Event, "open", {});
  }
  #fail(error, again = false) {
    if (this.#state === CLOSED) return;
    this.#abort.abort(error);
    this.#state = again ? CONNECTING : CLOSED;
    this.#emit(ErrorEvent, "error", { error });
  }
  #again() {
    if (this.#state === CLOSED) return;
    this.#state = CONNECTING;
    this.#abort = new AbortController();
    const timer = setTimeout(() => this.#start(), this.#shared.wait);
    this.#abort.signal.addEventListener("abort", () => clearTimeout(timer));
  }
  async #start() {
    if (this.#state === CLOSED) return;
    const headers = { accept: "text/event-stream", "cache-control": "no-cache" };
    if (this.#shared.id !== "") headers["last-event-id"] = this.#shared.id;
    let response;
    try {
      const init = { headers, signal: this.#abort.signal };
      response = await (this.#fetcher === undefined ? globalThis.fetch(this.#url.href, init) : this.#fetcher.fetch(this.#url.href, init));
    } catch (e) {
      this.#fail(e);
      return;
    }
    if (this.#state === CLOSED) return;
    const refused = refusal(response);
    if (refused !== null) {
      this.#fail(new DOMException(refused, "AbortError"));
      return;
    }
    if (response.redirected && URL.canParse(response.url)) this.#url = new URL(response.url);
    if (response.body !== null) {
      this.#read(response.body, true);
    } else if (this.#noBody) this.#fail(new Error("The server provided no content."));
    else {
      this.#noBody = true;
      this.#fail(new Error("The server provided no content. Will try reconnecting."), true);
      this.#again();
    }
  }
  async #read(stream, reconnect) {
    this.#open();
    const feed = parser(this.#shared), reader = stream.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (this.#state === CLOSED) { reader.cancel().catch(() => {}); return; }
        if (done) break;
        this.#deliver(feed(value));
      }
    } catch (e) {
      this.#fail(e);
      return;
    }
    this.#fail(new Error("The server disconnected."), reconnect);
    if (reconnect) this.#again();
  }
  #deliver(events) {
    const from = this.#url === null ? {} : { origin: this.#url.origin };
    try {
      for (const [type, data, lastEventId] of events) {
        if (this.#state === CLOSED) return;
        if (data !== "") this.#emit(MessageEvent, type, { data, lastEventId, ...from });
      }
    } catch (e) {
      this.#fail(e);
    }
  }

  static {
    from = (stream) => {
      const s = Reflect.construct(Source, [TOKEN], EventSource);
      s.#read(stream, false);
      return s;
    };
  }
}
var from;

const refusal = (response) => {
  if (!response.ok) return `The response status code was ${response.status}.`;
  const type = response.headers.get("content-type");
  if (type === null || type === "") return "No content type header was present in the response.";
  if (type.split(";")[0].trim().toLowerCase() !== "text/event-stream") return `The content type '${type}' is invalid.`;
  return null;
};

function EventSource(url, init) {
  if (new.target === undefined) {
    throw new TypeError("Failed to construct 'EventSource': Please use the 'new' operator, this object constructor cannot be called as a function.");
  }
  if (arguments.length === 0) throw badCtor("EventSource", 1, "string");
  if (internals.atTop) throw new DOMException("An EventSource can only be created within the context of a worker request.", "NotSupportedError");
  url = `${url}`;
  if (init?.withCredentials) {
    throw new DOMException("The init.withCredentials option is not supported. It must be false or undefined.", "NotSupportedError");
  }
  if (!URL.canParse(url)) throw new DOMException(`Cannot open an EventSource to '${url}'. The URL is invalid.`, "SyntaxError");
  return Reflect.construct(Source, [TOKEN, url, init?.fetcher], new.target);
}
EventSource.prototype = Source.prototype;
Object.defineProperty(EventSource, "prototype", { writable: false });
Object.defineProperty(EventSource, "length", { value: 0, configurable: true });
Object.defineProperty(Source.prototype, "constructor", { value: EventSource, writable: true, configurable: true, enumerable: false });
const statics = {
  from(...args) {
    const [stream] = args;
    if (!(stream instanceof ReadableStream)) throw badParam("from", "EventSource", 1, "JsReadableStream");
    if (stream.locked) throw new TypeError("This ReadableStream is locked.");
    if (internals.isDisturbed(stream)) throw new TypeError("This ReadableStream has already been read from.");
    return from(stream);
  },
};
Object.defineProperty(EventSource, "from", { value: statics.from, writable: true, configurable: true, enumerable: false });
shape(EventSource, "EventSource", true);
["CONNECTING", "OPEN", "CLOSED"].forEach((name, value) => {
  for (const target of [EventSource, Source.prototype]) {
    Object.defineProperty(target, name, { value, enumerable: true, writable: false, configurable: false });
  }
});

return { EventSource };
