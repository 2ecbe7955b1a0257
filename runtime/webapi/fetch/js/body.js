// Body: what Request and Response share. It is the class both inherit from, as
// in workerd, and owns the private fields of both, so that one script can reach
// them all without objects in between.
//
// A body is kept in the form it came in and becomes a stream only when somebody
// asks for one:
//   null · a string · a Uint8Array of its own · a handle of Go · a ReadableStream · SPENT
const SPENT = { spent: true };

const TEXT = "text/plain;charset=UTF-8", FORM = "application/x-www-form-urlencoded;charset=UTF-8";

const used = () => new TypeError("Body has already been used. It can only be used once. Use tee() first if you need to read it twice.");
const lockedBody = (comma) => new TypeError(`This ReadableStream is currently locked to a reader${comma ? "," : "."}`);

// extract gives [body, content-type] of what a script offers as a body.
const extract = (v) => {
  if (typeof v === "string") return [v, TEXT];
  if (v === null || v === undefined) return [null, null];
  if (typeof v === "object") {
    if (v instanceof ArrayBuffer || ArrayBuffer.isView(v)) return [native.copy(v), null];
    if (internals.streams.isStream(v)) {
      const s = internals.streams.stateOf(v);
      if (s.disturbed) throw new TypeError("This ReadableStream is disturbed (has already been read from), and cannot be used as a body.");
      if (s.reader !== null) throw new TypeError("This ReadableStream is locked to a reader, and cannot be used as a body.");
      return [v, null];
    }
    if (internals.forms.isBlob(v)) return [internals.forms.blobBytes(v), v.type === "" ? null : v.type];
    if (v instanceof URLSearchParams) return [v.toString(), FORM];
    if (internals.forms.isFormData(v)) {
      const [bytes, boundary] = internals.forms.formatForm(v);
      return [bytes, "multipart/form-data; boundary=" + boundary];
    }
    if (!(v instanceof String) && (typeof v[Symbol.asyncIterator] === "function" || typeof v[Symbol.iterator] === "function")) {
      return [ReadableStream.from(v), null];
    }
  }
  return [`${v}`, TEXT];
};

// streaming tells the one form of a body that is a ReadableStream. It does not
// ask isStream first: goja has no private fields on handles, not even to look.
const streaming = (b) => typeof b === "object" && b !== null && b !== SPENT && !(b instanceof Uint8Array) && !native.isHandle(b) && internals.streams.isStream(b);

class Body {
  #body; #headers; #a; #b; #more;
  // For a Request a and b are method and URL; for a Response a is the status.
  // more holds what most of them never have, and is null then.
  constructor(token, body, headers, a, b, more) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#body = body;
    this.#headers = headers;
    this.#a = a;
    this.#b = b;
    this.#more = more;
  }
  get body() {
    const b = this.#body;
    if (b === null) return null;
    if (typeof b === "string") return (this.#body = internals.streams.publicOf(internals.streams.memory(() => native.encode(b), native.utf8Length(b))));
    if (b instanceof Uint8Array) return (this.#body = internals.streams.publicOf(internals.streams.memory(() => native.copy(b), b.length)));
    if (b === SPENT) return (this.#body = internals.streams.publicOf(internals.streams.consumed()));
    if (streaming(b)) return b;
    return (this.#body = internals.streams.publicOf(internals.streams.fromGo(b)));
  }
  get bodyUsed() {
    const b = this.#body;
    if (b === null || typeof b === "string") return false;
    return b === SPENT || (streaming(b) && internals.streams.stateOf(b).disturbed);
  }
  arrayBuffer() { return consume(this, 0, (b) => b.byteLength === b.buffer.byteLength ? b.buffer : b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength)); }
  bytes() { return consume(this, 0, null); }
  text() { return consume(this, 1, null); }
  json() { return consume(this, 1, parseJSON); }
  formData() {
    let type;
    try { type = headersOf(this).get("content-type"); } catch (e) { return Promise.reject(e); }
    return consume(this, 0, (b) => internals.forms.parseForm(b, type));
  }
  blob() {
    let type;
    try { type = headersOf(this).get("content-type"); } catch (e) { return Promise.reject(e); }
    return consume(this, 0, (b) => internals.forms.makeBlob(b, native.mimeType(type === null ? "" : type)));
  }

  static {
    isBody = (v) => typeof v === "object" && v !== null && #body in v;
    bodyOf = (v) => v.#body;
    setBody = (v, b) => { v.#body = b; };
    A = (v) => v.#a;
    B = (v) => v.#b;
    more = (v) => v.#more;
    setMore = (v, k, x) => {
      const m = v.#more;
      // Go's side of an incoming request reads like a record but cannot be written.
      if (m === null) v.#more = {};
      else if (m.sealed) v.#more = { incoming: m.incoming, frozen: true, redirect: m.redirect };
      v.#more[k] = x;
    };
    rawHeaders = (v) => v.#headers;
    // headersOf makes the Headers object when it is first touched. Until then
    // #headers is null, a shared constant list, a list, or a handle of Go.
    headersOf = (v) => {
      const h = v.#headers;
      if (h instanceof Headers) return h;
      const m = v.#more;
      const frozen = m !== null && m.frozen === true;
      return (v.#headers = h === null ? new Headers(TOKEN, [], null, frozen)
        : Array.isArray(h) ? new Headers(TOKEN, SHARED.has(h) ? h.slice() : h, null, frozen)
        : new Headers(TOKEN, null, h, frozen));
    };
    // copyHeaders is a list or handle that another body may own.
    copyHeaders = (v) => {
      const h = v.#headers;
      if (h === null) return null;
      if (h instanceof Headers) return goOf(h) || listOf(h).slice();
      return Array.isArray(h) && !SHARED.has(h) ? h.slice() : h;
    };
    // consume reads the whole body; mode 0 gives bytes, 1 text; then, when
    // given, makes the result of it.
    consume = (self, mode, then) => {
      const b = self.#body; // throws for a foreign this, inside the caller's promise or not, as private fields do
      if (b === null) return answer(mode === 1 ? "" : new Uint8Array(0), then);
      if (typeof b === "string") {
        self.#body = SPENT;
        return answer(mode === 1 ? native.wellFormed(b) : native.encode(b), then);
      }
      if (b instanceof Uint8Array) {
        self.#body = SPENT;
        return answer(mode === 1 ? native.decode(b) : b, then);
      }
      if (b === SPENT) return Promise.reject(used());
      return new Promise((resolve, reject) => {
        const finish = then === null ? resolve : (v) => {
          try { resolve(then(v)); } catch (e) { reject(e); }
        };
        if (!streaming(b)) {
          self.#body = SPENT;
          native.readAll(b, mode, finish, reject);
          return;
        }
        const s = internals.streams.stateOf(b);
        if (s.disturbed) throw used();
        if (s.reader !== null) throw lockedBody();
        internals.streams.collect(s, (err, bytes) => {
          if (err) reject(err);
          else finish(mode === 1 ? native.decode(bytes) : bytes);
        });
        s.disturbed = true;
      });
    };
    // cloneBody splits the body for clone(): both halves may be read.
    cloneBody = (self) => {
      const b = self.#body;
      if (b === null || typeof b === "string" || b instanceof Uint8Array) return b;
      if (b === SPENT) throw lockedBody(true);
      const s = streaming(b) ? internals.streams.stateOf(b) : internals.streams.fromGo(b);
      if (s.reader !== null) throw lockedBody(true);
      if (s.disturbed) throw used();
      const [one, two] = internals.streams.tee(s);
      self.#body = internals.streams.publicOf(one);
      return internals.streams.publicOf(two);
    };
    // takeBody moves the body to somebody else; this one counts as used.
    takeBody = (self) => {
      const b = self.#body;
      if (b === null) return null;
      if (b === SPENT) throw used();
      if (streaming(b)) {
        const s = internals.streams.stateOf(b);
        if (s.disturbed) throw used();
        if (s.reader !== null) throw lockedBody();
      }
      self.#body = SPENT;
      return b;
    };
  }
}
var isBody, bodyOf, setBody, A, B, more, setMore, rawHeaders, headersOf, copyHeaders, consume, cloneBody, takeBody;

const answer = (v, then) => {
  if (then === null) return Promise.resolve(v);
  try { return Promise.resolve(then(v)); } catch (e) { return Promise.reject(e); }
};
const parseJSON = (text) => JSON.parse(text);

// Lists that many responses share; headersOf copies them before anybody can write.
const CT_TEXT = ["content-type", TEXT], CT_FORM = ["content-type", FORM], CT_JSON = ["content-type", "application/json"];
const SHARED = new Set([CT_TEXT, CT_FORM, CT_JSON]);

// withType adds the content type a body implies, unless the script gave one.
const withType = (list, type) => {
  if (type === null) return list;
  if (list === null) return type === TEXT ? CT_TEXT : type === FORM ? CT_FORM : ["content-type", type];
  if (!Array.isArray(list)) list = native.headerList(list);
  if (!listHas(list, "content-type")) {
    if (SHARED.has(list)) list = list.slice();
    list.push("content-type", type);
  }
  return list;
};
