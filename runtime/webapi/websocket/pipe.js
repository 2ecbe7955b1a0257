// The two ends of a WebSocketPair and the end of a connection, which have one
// shape: send(message, done), receive(got), destroy(), and onAbort to be told
// that the other side is gone. Messages are [kind, data] or [CLOSE, code, reason].
//
// The order of what happens is workerd's, and scripts can see it. Work that runs
// the script's code is posted: a task of its own. What only moves messages runs
// between two such tasks (soon).
const TEXT = 1, CLOSE = 8, NO_CODE = 1005;
const post = (f) => native.post(f);
const soon = (f) => native.soon(f);

const lost = () => new Error("Network connection lost.");

// One direction. Either a receiver waits for a message or a sender for a receiver.
class Pipe {
  #receiver = null; #blocked = null; #aborted = false;
  send(message, done) {
    if (this.#aborted) { done(DISCONNECTED); return; }
    const got = this.#receiver;
    if (got === null) { this.#blocked = { message, done }; return; }
    this.#receiver = null;
    got(null, message);
    done(null);
  }
  receive(got) {
    const b = this.#blocked;
    if (b !== null) {
      this.#blocked = null;
      got(null, b.message);
      b.done(null);
    } else if (this.#aborted) got(DISCONNECTED, null);
    else this.#receiver = got;
  }
  // fail is for a sender that ends without a close.
  fail(error) {
    const got = this.#receiver;
    this.#receiver = null;
    this.#aborted = true;
    if (got !== null) got(error, null);
  }
  abort() {
    if (this.#aborted) return;
    this.fail(DISCONNECTED);
    const b = this.#blocked;
    this.#blocked = null;
    if (b !== null) b.done(DISCONNECTED);
  }
}

class PipeEnd {
  #in; #out; peer = null; onAbort = null; destroyed = false; piped = true;
  constructor(incoming, outgoing) { this.#in = incoming; this.#out = outgoing; }
  send(message, done) { this.#out.send(message, done); }
  receive(got) { this.#in.receive(got); }
  fail(error) { this.#out.fail(error); }
  destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#in.abort();
    this.#out.abort();
    const peer = this.peer;
    soon(() => { if (!peer.destroyed && peer.onAbort !== null) peer.onAbort(); });
  }
}

const newPipe = () => {
  const up = new Pipe(), down = new Pipe();
  const a = new PipeEnd(up, down), b = new PipeEnd(down, up);
  a.peer = b;
  b.peer = a;
  return [a, b];
};

// DISCONNECTED stands for the end of a connection without a close frame.
const DISCONNECTED = { disconnected: true };

// The end of a connection that Go holds.
class ConnEnd {
  #conn; #client; #closing = false; onAbort = null; destroyed = false; piped = false;
  constructor(conn, client) { this.#conn = conn; this.#client = client; }
  send(message, done) {
    const close = message[0] === CLOSE, answer = close && this.#closing && this.#client;
    native.send(this.#conn, message[0], close ? message[2] : message[1], close ? message[1] : 0, (failed) => {
      if (failed) { done(DISCONNECTED); return; }
      // A client's answer to a close has the server end the connection, and workerd
      // hears of that before it hears that the answer was sent.
      if (answer) native.drain(this.#conn, () => {
        if (!this.destroyed && this.onAbort !== null) this.onAbort();
        done(null);
      });
      else done(null);
    });
  }
  receive(got) {
    native.receive(this.#conn, (error, kind, data, code) => {
      if (error === undefined) {
        if (kind === CLOSE) this.#closing = true;
        got(null, kind === CLOSE ? [CLOSE, code, data] : [kind, data]);
      } else got(error === null ? DISCONNECTED : error, null);
    });
  }
  fail() { this.destroy(); }
  destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    native.end(this.#conn);
  }
}

// couple moves messages between end and a connection until both directions have
// closed, and calls over.
const couple = (end, conn, over) => {
  const far = new ConnEnd(conn, false);
  let left = 2, messages = 0, fresh = false, failed = false, upClosed = false;
  const done = () => {
    if (--left > 0) return;
    far.destroy();
    post(() => post(() => end.destroy()));
    over();
  };
  const fail = (to, error) => {
    if (failed) return;
    failed = true;
    to.fail(error);
    left = 0;
    over();
  };
  const pump = (from, to, up) => {
    const next = () => from.receive((error, message) => {
      if (failed) return;
      if (error !== null) { fail(to, error); return; }
      const close = message[0] === CLOSE;
      if (up && !close) messages++;
      // A Worker that answers a close at once, after messages, learns that the
      // connection is gone; one that answers later, or had none, does not.
      if (!up && close && fresh && messages > 0) soon(() => end.destroy());
      if (up && close) upClosed = fresh = true;
      to.send(message, (error) => {
        if (failed) return;
        if (error !== null) { fail(from, error); return; }
        if (up && close) post(() => { fresh = false; });
        if (close) soon(done); else soon(next);
      });
    });
    next();
  };
  end.onAbort = () => { if (!upClosed) fail(far, DISCONNECTED); };
  pump(far, end, true);
  pump(end, far, false);
};
