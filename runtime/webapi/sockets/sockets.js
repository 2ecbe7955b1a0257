// connect() of "cloudflare:sockets": a connection as a pair of streams. native
// opens, reads and writes; what scripts see of it is here.
const { shape, badParam } = internals;
const TOKEN = {};
const invalid = (text) => new TypeError(text);
const handled = (promise) => { promise.catch(() => {}); return promise; };

// addressOf reads what connect() is given: [text, host, port].
const addressOf = (address) => {
  let text, host, port;
  if (address === undefined || address === null) throw nothing();
  if (typeof address === "object" && address !== null) {
    host = `${address.hostname}`;
    port = Number(address.port);
    if (!Number.isFinite(port)) throw invalid("The value cannot be converted because it is not an integer.");
    port = Math.trunc(port) & 65535;
    text = `${host}:${port}`;
  } else {
    text = `${address}`;
    const url = URL.parse("fake://" + text);
    if (url === null) throw invalid("Specified address could not be parsed.");
    if (url.hostname === "") throw invalid("Specified address is missing hostname.");
    if (url.port === "") throw invalid("Specified address is missing port.");
    host = url.hostname;
    port = Number(url.port);
  }
  if (text === "" || text.length > 255 || !/^[-._[\]:a-zA-Z0-9]*$/.test(text)) {
    throw invalid("Specified address is empty string, contains unsupported characters or is too long.");
  }
  return [text, host.replace(/^\[|\]$/g, ""), port];
};
const nothing = () => invalid("Cannot initialize N7workerd3api13SocketAddressE with required members from an undefined or null value.");

const optionsOf = (options) => {
  if (options === undefined) return { secure: "off", halfOpen: false };
  if (options === null) throw invalid("Cannot initialize N7workerd3api13SocketOptionsE with required members from an undefined or null value.");
  if (typeof options !== "object") throw badParam("connect", "SocketsModule", 2, "SocketOptions");
  const secure = options.secureTransport === undefined ? "off" : `${options.secureTransport}`;
  if (secure !== "off" && secure !== "on" && secure !== "starttls") {
    throw invalid("Unsupported value in secureTransport socket option: " + secure);
  }
  return { secure, halfOpen: !!options.allowHalfOpen, highWaterMark: options.highWaterMark };
};

const bytesOf = (chunk) => {
  if (typeof chunk === "string") return new TextEncoder().encode(chunk);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw invalid("This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.");
};
const refused = "proxy request failed, cannot connect to the specified address";

class Socket {
  #text; #host; #options; #connection; #readable; #writable; #opened; #closed; #settle; #input; #output;
  #closing = null; #over = false; #taken = false; #upgraded = false;

  constructor(token, text, host, options, connection) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#text = text;
    this.#host = host;
    this.#options = options;
    this.#connection = connection;
    this.#opened = handled(connection.then(() => ({ remoteAddress: text, localAddress: undefined }), (e) => { throw new Error(e?.message ?? refused); }));
    this.#closed = handled(new Promise((resolve, reject) => { this.#settle = { resolve, reject }; }));
    connection.catch((e) => this.#settle.reject(new Error(e?.message ?? refused)));
    this.#streams();
  }
  #streams() {
    this.#readable = new ReadableStream({
      type: "bytes",
      start: (controller) => { this.#input = controller; },
      pull: async (controller) => {
        let chunk = null;
        try {
          chunk = await native.read(await this.#connection);
        } catch (e) {
          if (this.#closing !== null || this.#taken) return;
          if (await this.#connection.then(() => true, () => false)) { controller.error(e); return; }
        }
        if (this.#closing !== null || this.#taken) return;
        if (chunk !== null) { controller.enqueue(chunk); return; }
        controller.close();
        controller.byobRequest?.respond(0);
        if (!this.#options.halfOpen) this.#ended();
      },
      cancel: async () => {},
    }, { highWaterMark: 0 });
    this.#writable = new WritableStream({
      start: (controller) => { this.#output = controller; },
      write: async (chunk) => {
        const bytes = bytesOf(chunk);
        let c;
        try { c = await this.#connection; } catch { throw new Error("jsg.Error: " + refused); }
        await native.write(c, bytes);
      },
      close: async () => { native.shutdown(await this.#connection); },
      abort: async () => { native.shutdown(await this.#connection); },
    }, new CountQueuingStrategy({ highWaterMark: this.#options.highWaterMark ?? 1 }));
  }
  // ended is the far end's close on a socket that is not to stay half open.
  async #ended() {
    try {
      const c = await this.#connection;
      native.shutdown(c);
      native.close(c);
    } catch {}
    this.#over = true;
    this.#settle.resolve();
  }

  get readable() { return this.#readable; }
  get writable() { return this.#writable; }
  get closed() { return this.#closed; }
  get opened() { return this.#opened; }
  get upgraded() { return this.#upgraded; }
  get secureTransport() { return this.#options.secure; }

  close() {
    this.#text;
    if (this.#closing === null) this.#closing = this.#close();
    return this.#closed.then(() => undefined);
  }
  async #close() {
    try {
      const c = await this.#connection;
      await native.flushed(c);
      native.close(c);
    } catch {
      return; // closed has the error
    }
    this.#over = true;
    try { this.#input.error(invalid("This ReadableStream belongs to an object that is closing.")); } catch {}
    try { this.#output.error(invalid("This WritableStream belongs to an object that is closing.")); } catch {}
    this.#settle.resolve();
  }

  startTls() {
    if (this.#options.secure === "on") throw invalid("Cannot startTls on a TLS socket.");
    if (this.#over) throw invalid("The connection was closed before startTls could be started.");
    if (this.#options.secure !== "starttls") throw invalid("The `secureTransport` socket option must be set to 'starttls' for startTls to be used.");
    if (this.#taken) throw invalid("startTls has already been called on this socket, or the socket was transferred over RPC.");
    this.#taken = true;
    const secure = handled(this.#connection.then((c) => native.secure(c, this.#host)));
    secure.then(() => {
      this.#upgraded = true;
      this.#settle.resolve();
    }, () => {});
    return new Socket(TOKEN, this.#text, this.#host, { ...this.#options, secure: "on" }, secure);
  }
}
shape(Socket, "Socket", true);

const connect = (...args) => {
  const [address, options] = args;
  const [text, host, port] = addressOf(address), chosen = optionsOf(options);
  const connection = handled(native.open(host, port, chosen.secure === "on").catch((e) => {
    throw e?.name === "TypeError" ? e : new Error(refused);
  }));
  return new Socket(TOKEN, text, host, chosen, connection);
};
Object.defineProperty(connect, "length", { value: 0, configurable: true });

return { connect };
