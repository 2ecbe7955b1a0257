// Reading bodies: what the methods that Request and Response share do.
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

const streamOf = (self) => {
  const b = bodyOf(self);
  if (b === null) return null;
  const put = (stream) => { setBody(self, stream); return stream; };
  if (typeof b === "string") return put(internals.streams.publicOf(internals.streams.memory(() => native.encode(b), native.utf8Length(b))));
  if (b instanceof Uint8Array) return put(internals.streams.publicOf(internals.streams.memory(() => native.copy(b), b.length)));
  if (b === SPENT) return put(internals.streams.publicOf(internals.streams.consumed()));
  if (streaming(b)) return b;
  return put(internals.streams.publicOf(internals.streams.fromGo(b)));
};
const isUsed = (self) => {
  const b = bodyOf(self);
  if (b === null || typeof b === "string") return false;
  return b === SPENT || (streaming(b) && internals.streams.stateOf(b).disturbed);
};
// members puts what an object literal defines on a class, in place of what loaded this file.
const members = (target, literal, enumerable) => {
  const stubs = LATE.get(target);
  for (const k of Object.getOwnPropertyNames(literal)) {
    const real = Object.getOwnPropertyDescriptor(literal, k), now = Object.getOwnPropertyDescriptor(target, k);
    if (now !== undefined && (now.get ?? now.value) === stubs[k]) Object.defineProperty(target, k, { ...real, enumerable });
    stubs[k] = real.get ?? real.value;
  }
};
members(Body.prototype, {
  get body() { return streamOf(this); },
  get bodyUsed() { return isUsed(this); },
  arrayBuffer() {
    return consume(this, 0, (b) => b.byteLength === b.buffer.byteLength ? b.buffer : b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength));
  },
  bytes() { return consume(this, 0, null); },
  text() { return consume(this, 1, null); },
  json() { return consume(this, 1, parseJSON); },
  formData() {
    let type;
    try { type = headersOf(this).get("content-type"); } catch (e) { return Promise.reject(e); }
    return consume(this, 0, (b) => internals.forms.parseForm(b, type));
  },
  blob() {
    let type;
    try { type = headersOf(this).get("content-type"); } catch (e) { return Promise.reject(e); }
    return consume(this, 0, (b) => internals.forms.makeBlob(b, native.mimeType(type === null ? "" : type)));
  },
}, true);

const setMore = (v, k, x) => {
  const m = more(v);
  // Go's side of an incoming request reads like a record but cannot be written.
  if (m === null) putMore(v, {});
  else if (m.sealed) putMore(v, { incoming: m.incoming, frozen: true, redirect: m.redirect });
  more(v)[k] = x;
};
// headersOf makes the Headers object when it is first touched. Until then
// #headers is null, a shared constant list, a list, or a handle of Go.
const headersOf = (v) => {
  const h = rawHeaders(v);
  if (h instanceof Headers) return h;
  const m = more(v);
  const frozen = m !== null && m.frozen === true;
  const made = h === null ? new Headers(TOKEN, [], null, frozen)
    : Array.isArray(h) ? new Headers(TOKEN, SHARED.has(h) ? h.slice() : h, null, frozen)
    : new Headers(TOKEN, null, h, frozen);
  putHeaders(v, made);
  return made;
};
// copyHeaders is a list or handle that another body may own.
const copyHeaders = (v) => {
  const h = rawHeaders(v);
  if (h === null) return null;
  if (h instanceof Headers) return goOf(h) || listOf(h).slice();
  return Array.isArray(h) && !SHARED.has(h) ? h.slice() : h;
};
// consume reads the whole body; mode 0 gives bytes, 1 text; then, when
// given, makes the result of it.
const consume = (self, mode, then) => {
  const b = bodyOf(self); // throws for a foreign this, inside the caller's promise or not, as private fields do
  if (b === null) return answer(mode === 1 ? "" : new Uint8Array(0), then);
  if (typeof b === "string") {
    setBody(self, SPENT);
    return answer(mode === 1 ? native.wellFormed(b) : native.encode(b), then);
  }
  if (b instanceof Uint8Array) {
    setBody(self, SPENT);
    return answer(mode === 1 ? native.decode(b) : b, then);
  }
  if (b === SPENT) return Promise.reject(used());
  return new Promise((resolve, reject) => {
    const finish = then === null ? resolve : (v) => {
      try { resolve(then(v)); } catch (e) { reject(e); }
    };
    if (!streaming(b)) {
      setBody(self, SPENT);
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
const cloneBody = (self) => {
  const b = bodyOf(self);
  if (b === null || typeof b === "string" || b instanceof Uint8Array) return b;
  if (b === SPENT) throw lockedBody(true);
  const s = streaming(b) ? internals.streams.stateOf(b) : internals.streams.fromGo(b);
  if (s.reader !== null) throw lockedBody(true);
  if (s.disturbed) throw used();
  const [one, two] = internals.streams.tee(s);
  setBody(self, internals.streams.publicOf(one));
  return internals.streams.publicOf(two);
};
// takeBody moves the body to somebody else; this one counts as used.
const takeBody = (self) => {
  const b = bodyOf(self);
  if (b === null) return null;
  if (b === SPENT) throw used();
  if (streaming(b)) {
    const s = internals.streams.stateOf(b);
    if (s.disturbed) throw used();
    if (s.reader !== null) throw lockedBody();
  }
  setBody(self, SPENT);
  return b;
};

const answer = (v, then) => {
  if (then === null) return Promise.resolve(v);
  try { return Promise.resolve(then(v)); } catch (e) { return Promise.reject(e); }
};
const parseJSON = (text) => JSON.parse(text);

// Lists that many responses share; headersOf copies them before anybody can write.
const CT_FORM = ["content-type", FORM];
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
