// The errors of Node: a code, a name that shows the code in the stack, and
// Node's texts. Modules take them as require("internal/errors").codes.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;

  const oneOf = (list, word) => {
    if (list.length === 1) return list[0];
    if (list.length === 2) return `${list[0]} ${word} ${list[1]}`;
    return `${list.slice(0, -1).join(", ")}, ${word} ${list[list.length - 1]}`;
  };
  const PRIMITIVES = ["string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol"];

  // received describes an argument as Node's messages end: "Received type number (5)".
  const received = (v) => {
    if (v == null) return ` Received ${v}`;
    if (typeof v === "function" && v.name) return ` Received function ${v.name}`;
    if (typeof v === "object") {
      const name = v.constructor?.name;
      if (name) return ` Received an instance of ${name}`;
      return ` Received ${require("util").inspect(v, { depth: -1 })}`;
    }
    let shown = require("util").inspect(v, { colors: false });
    if (shown.length > 25) shown = shown.slice(0, 25) + "...";
    return ` Received type ${typeof v} (${shown})`;
  };

  const wanted = (expected) => {
    const types = [], classes = [], others = [];
    for (const e of Array.isArray(expected) ? expected : [expected]) {
      if (PRIMITIVES.includes(e)) types.push(e.toLowerCase());
      else if (/^([A-Z][a-z0-9]*)+$/.test(e)) classes.push(e);
      else others.push(e);
    }
    if (classes.length && types.includes("object")) {
      types.splice(types.indexOf("object"), 1);
      classes.push("Object");
    }
    const parts = [];
    if (types.length) parts.push(`${types.length > 1 ? "one of type" : "of type"} ${oneOf(types, "or")}`);
    if (classes.length) parts.push(`an instance of ${oneOf(classes, "or")}`);
    if (others.length > 1) parts.push(`one of ${oneOf(others, "or")}`);
    else if (others.length) parts.push(others[0].toLowerCase() === others[0] ? others[0] : `an ${others[0]}`);
    return parts.join(" or ");
  };

  const underscores = (text) => {
    let out = "", i = text.length;
    const start = text[0] === "-" ? 1 : 0;
    for (; i >= start + 4; i -= 3) out = `_${text.slice(i - 3, i)}${out}`;
    return text.slice(0, i) + out;
  };
  const shownNumber = (v) => {
    if (typeof v === "bigint") {
      const s = String(v);
      return (v > 2n ** 32n || v < -(2n ** 32n) ? underscores(s) : s) + "n";
    }
    if (Number.isInteger(v) && Math.abs(v) > 2 ** 32) return underscores(String(v));
    return require("util").inspect(v);
  };

  const named = (name) => (name.endsWith(" argument") ? `The ${name}` : `The "${name}" ${name.includes(".") ? "property" : "argument"}`);

  const texts = {
    ERR_AMBIGUOUS_ARGUMENT: [TypeError, (name, why) => `The "${name}" argument is ambiguous. ${why}`],
    ERR_ARG_NOT_ITERABLE: [TypeError, (name) => `${name} must be iterable`],
    ERR_ASYNC_CALLBACK: [TypeError, (name) => `${name} must be a function`],
    ERR_ASYNC_TYPE: [TypeError, (v) => `Invalid name for async "type": ${v}`],
    ERR_BUFFER_OUT_OF_BOUNDS: [RangeError, (name) => (name ? `"${name}" is outside of buffer bounds` : "Attempt to access memory outside buffer bounds")],
    ERR_BUFFER_TOO_LARGE: [RangeError, (max) => `Cannot create a Buffer larger than ${max} bytes`],
    ERR_CRYPTO_HASH_FINALIZED: [Error, () => "Digest already called"],
    ERR_CRYPTO_ECDH_INVALID_FORMAT: [TypeError, (v) => `Invalid ECDH format: ${v}`],
    ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS: [Error, (name, why) => `The selected key encoding ${name} ${why}.`],
    ERR_CRYPTO_INVALID_DIGEST: [TypeError, (name) => `Invalid digest: ${name}`],
    ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE: [Error, (got, want) => `Invalid key object type ${got}, expected ${want}.`],
    ERR_CRYPTO_SIGN_KEY_REQUIRED: [Error, () => "No key provided to sign"],
    ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH: [RangeError, () => "Input buffers must have the same byte length"],
    ERR_FALSY_VALUE_REJECTION: [Error, () => "Promise was rejected with falsy value"],
    ERR_HTTP_HEADERS_SENT: [Error, (what) => `Cannot ${what} headers after they are sent to the client`],
    ERR_HTTP_INVALID_HEADER_VALUE: [TypeError, (v, name) => `Invalid value "${v}" for header "${name}"`],
    ERR_HTTP_INVALID_STATUS_CODE: [RangeError, (v) => `Invalid status code: ${v}`],
    ERR_ILLEGAL_CONSTRUCTOR: [TypeError, () => "Illegal constructor"],
    ERR_INCOMPATIBLE_OPTION_PAIR: [TypeError, (a, b) => `Option "${a}" cannot be used in combination with option "${b}"`],
    ERR_INVALID_ADDRESS: [Error, () => "Invalid address"],
    ERR_INVALID_ARG_TYPE: [TypeError, (name, expected, v) => `${named(name)} must be ${wanted(expected)}.${received(v)}`],
    ERR_INVALID_ARG_VALUE: [TypeError, (name, v, why = "is invalid") => {
      let shown = require("util").inspect(v);
      if (shown.length > 128) shown = shown.slice(0, 128) + "...";
      return `The ${name.includes(".") ? "property" : "argument"} '${name}' ${why}. Received ${shown}`;
    }],
    ERR_INVALID_BUFFER_SIZE: [RangeError, (bits) => `Buffer size must be a multiple of ${bits}`],
    ERR_INVALID_CALLBACK: [TypeError, (v) => `Callback must be a function. Received ${require("util").inspect(v)}`],
    ERR_INVALID_FILE_URL_HOST: [Error, (p) => `File URL host must be "localhost" or empty on ${p}`],
    ERR_INVALID_FILE_URL_PATH: [Error, (why) => `File URL path ${why}`],
    ERR_INVALID_HTTP_TOKEN: [TypeError, (what, v) => `${what} must be a valid HTTP token ["${v}"]`],
    ERR_INVALID_IP_ADDRESS: [TypeError, (v) => `Invalid IP address: ${v}`],
    ERR_INVALID_MIME_SYNTAX: [TypeError, (what, text, at) => `The MIME syntax for a ${what} in ${JSON.stringify(text)} is invalid${at >= 0 ? ` at ${at}` : ""}`],
    ERR_INVALID_PROTOCOL: [TypeError, (got, want) => `Protocol "${got}" not supported. Expected "${want}"`],
    ERR_INVALID_RETURN_VALUE: [TypeError, (want, name, v) => {
      return `Expected ${want} to be returned from the "${name}" function but got${received(v).slice(" Received".length)}.`;
    }],
    ERR_INVALID_STATE: [Error, (why) => `Invalid state: ${why}`],
    ERR_INVALID_THIS: [TypeError, (want) => `Value of "this" must be of type ${want}`],
    ERR_INVALID_TUPLE: [TypeError, (name, want) => `${name} must be an iterable ${want} tuple`],
    ERR_INVALID_URI: [URIError, () => "URI malformed"],
    ERR_INVALID_URL: [TypeError, () => "Invalid URL"],
    ERR_INVALID_URL_SCHEME: [Error, (want) => `The URL must be of scheme ${want}`],
    ERR_METHOD_NOT_IMPLEMENTED: [Error, (name) => `The ${name} method is not implemented`],
    ERR_MISSING_ARGS: [TypeError, (...names) => {
      const list = names.map((n) => (Array.isArray(n) ? n.map((x) => `"${x}"`).join(" or ") : `"${n}"`));
      return `The ${oneOf(list, "and")} argument${names.length > 1 ? "s" : ""} must be specified`;
    }],
    ERR_MISSING_OPTION: [Error, (name) => name],
    ERR_MULTIPLE_CALLBACK: [Error, () => "Callback called multiple times"],
    ERR_OPERATION_FAILED: [Error, (why) => `Operation failed: ${why}`],
    ERR_OUT_OF_RANGE: [RangeError, (name, range, v) => `The value of "${name}" is out of range. It must be ${range}. Received ${shownNumber(v)}`],
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE: [TypeError, (why) => why],
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: [TypeError, (v) => `Unexpected argument '${v}'. This command does not take positional arguments`],
    ERR_PARSE_ARGS_UNKNOWN_OPTION: [TypeError, (option, positionals) => {
      const how = positionals ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- ${JSON.stringify(option)}` : "";
      return `Unknown option '${option}'${how}`;
    }],
    ERR_SOCKET_BAD_PORT: [RangeError, (name, v, zero) => `${name} should be ${zero ? ">=" : ">"} 0 and < 65536.${received(v)}.`],
    ERR_SOCKET_CLOSED: [Error, () => "Socket is closed"],
    ERR_STREAM_ALREADY_FINISHED: [Error, (name) => `Cannot call ${name} after a stream was finished`],
    ERR_STREAM_CANNOT_PIPE: [Error, () => "Cannot pipe, not readable"],
    ERR_STREAM_DESTROYED: [Error, (name) => `Cannot call ${name} after a stream was destroyed`],
    ERR_STREAM_NULL_VALUES: [TypeError, () => "May not write null values to stream"],
    ERR_STREAM_PREMATURE_CLOSE: [Error, () => "Premature close"],
    ERR_STREAM_PUSH_AFTER_EOF: [Error, () => "stream.push() after EOF"],
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT: [Error, () => "stream.unshift() after end event"],
    ERR_STREAM_WRITE_AFTER_END: [Error, () => "write after end"],
    ERR_UNHANDLED_ERROR: [Error, (v) => `Unhandled error.${v === undefined ? "" : ` (${v})`}`],
    ERR_UNKNOWN_ENCODING: [TypeError, (name) => `Unknown encoding: ${name}`],
    ERR_UNSUPPORTED_OPERATION: [Error, () => "The requested operation is not supported"],
    ERR_USE_AFTER_CLOSE: [Error, (what) => `${what} was closed`],
  };

  const codes = {};
  for (const code of Object.keys(texts)) {
    const [Base, text] = texts[code];
    codes[code] = { [code]: class extends Base {
      constructor(...args) {
        super(text(...args));
        Object.defineProperty(this, "message", { enumerable: false });
        Error.captureStackTrace?.(this, new.target);
        // The stack names the code; the name itself stays that of the class.
        const stack = this.stack;
        if (typeof stack === "string" && stack.startsWith(`${Base.name}:`)) {
          Object.defineProperty(this, "stack", { value: `${Base.name} [${code}]${stack.slice(Base.name.length)}`, writable: true, configurable: true });
        }
        this.code = code;
      }
      toString() { return `${this.name} [${code}]: ${this.message}`; }
    } }[code];
    Object.defineProperty(codes[code], "name", { value: Base.name, configurable: true });
    Object.defineProperty(codes[code].prototype, "name", { value: Base.name, writable: true, configurable: true });
    Object.defineProperty(codes[code].prototype, "constructor", { value: Base, writable: true, configurable: true });
  }

  class AbortError extends Error {
    constructor(message = "The operation was aborted", options) {
      super(message, options);
      this.code = "ABORT_ERR";
      Object.defineProperty(this, "name", { value: "AbortError", writable: true, configurable: true });
    }
  }

  // aggregate joins an error with the one that came before it.
  const aggregateTwoErrors = (inner, outer) => {
    if (!inner || !outer || inner === outer) return inner || outer;
    if (Array.isArray(outer.errors)) { outer.errors.push(inner); return outer; }
    const e = new AggregateError([outer, inner], outer.message);
    e.code = outer.code;
    return e;
  };

  // notImplemented is what workerd throws where it has only a name.
  const notImplemented = (name) => {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED(name);
  };

  return { codes, AbortError, aggregateTwoErrors, received, wanted, notImplemented, hideStackFrames: (f) => f };
})
