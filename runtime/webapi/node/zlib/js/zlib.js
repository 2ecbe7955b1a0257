// node:zlib. The functions and the streams do the same work in Go; the streams
// are made when the first of them is asked for.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer } = require("buffer");
  const { codes: errors } = require("internal/errors");
  const { validateFunction, validateUint32 } = require("internal/validators");
  const { constants, old, codes } = require("internal/zlib_constants");
  const { Z_NO_FLUSH, Z_FINISH, Z_FULL_FLUSH, Z_SYNC_FLUSH } = constants;
  const isBytes = (v) => ArrayBuffer.isView(v) || v instanceof ArrayBuffer;
  const most = constants.Z_MAX_CHUNK;

  // What each kind is: its class, and the family whose options it takes.
  const kinds = {
    gzip: ["Gzip", "zlib"], gunzip: ["Gunzip", "zlib"], deflate: ["Deflate", "zlib"], inflate: ["Inflate", "zlib"],
    deflateRaw: ["DeflateRaw", "zlib"], inflateRaw: ["InflateRaw", "zlib"], unzip: ["Unzip", "zlib"],
    brotliCompress: ["BrotliCompress", "brotli"], brotliDecompress: ["BrotliDecompress", "brotli"],
    zstdCompress: ["ZstdCompress", "zstd"], zstdDecompress: ["ZstdDecompress", "zstd"],
  };
  const ranges = {
    flush: [0, 6], finishFlush: [0, 6], chunkSize: [64, most], windowBits: [8, 15], level: [-1, 9], memLevel: [1, 9], maxOutputLength: [1, most],
  };
  const methodOf = (family, sync) => `${family}${sync ? "Sync" : ""}`;

  // checked reads options; the functions and the streams word their errors
  // differently.
  const checked = (options, family, streams) => {
    const values = {};
    for (const name of Object.keys(ranges)) {
      let value = options?.[name];
      if (value === undefined || value === null) continue;
      if (family !== "zlib" && (name === "windowBits" || name === "level" || name === "memLevel")) continue;
      const [least, highest] = ranges[name];
      if (typeof value !== "number" || Number.isNaN(value)) {
        if (streams && typeof value !== "number") throw new errors.ERR_INVALID_ARG_TYPE(`options.${name}`, "number", value);
        value = 0;
      }
      if (value < least || value > highest) {
        const range = `>= ${least} and <= ${highest}`;
        if (streams) throw new errors.ERR_OUT_OF_RANGE(`options.${name}`, range, value);
        throw new RangeError(`The value of "options.${name}" is out of range. It must be ${range}. Received ${value}`);
      }
      values[name] = value;
    }
    const strategy = options?.strategy ?? 0;
    if (strategy < 0 || strategy > 4) {
      if (streams) throw new errors.ERR_OUT_OF_RANGE("options.strategy", ">= 0 and <= 4", strategy);
      throw new Error("invalid strategy");
    }
    const dictionary = options?.dictionary;
    if (dictionary !== undefined && !isBytes(dictionary)) {
      if (streams) throw new errors.ERR_INVALID_ARG_TYPE("options.dictionary", ["Buffer", "TypedArray", "DataView", "ArrayBuffer"], dictionary);
      throw new TypeError("Incorrect type for the 'dictionary' field on 'Options': the provided value is not of type 'ArrayBuffer or ArrayBufferView'.");
    }
    return { ...values, strategy, dictionary, quality: qualityOf(options?.params, family) };
  };
  const qualityOf = (params, family) => {
    if (params !== undefined && params !== null && typeof params === "object" && family === "brotli") {
      for (const key of Object.keys(params)) {
        if (!(Number(key) >= 0 && Number(key) <= 9)) throw new Error("Setting parameter failed");
      }
    }
    if (family === "brotli") return Number(params?.[constants.BROTLI_PARAM_QUALITY] ?? 11) || 0;
    return Number(params?.[constants.ZSTD_c_compressionLevel] ?? 3) || 3;
  };
  const open = (kind, values) => native.open(kind, values.level ?? -1, values.strategy, values.quality, values.dictionary);

  const run = (kind, data, options, sync) => {
    const [, family] = kinds[kind];
    if (typeof data === "string") data = Buffer.from(data);
    else if (!isBytes(data)) {
      throw new TypeError(
        `Failed to execute '${methodOf(family, sync)}' on 'ZlibUtil': parameter 1 is not of type 'string or ArrayBuffer or ArrayBufferView'.`,
      );
    }
    const values = checked(options, family, false);
    // A text may end early when the caller does not ask for its end.
    const last = values.finishFlush ?? Z_FINISH;
    const flush = last === Z_FINISH || (family !== "zlib" && last === 2) ? Z_FINISH : Z_SYNC_FLUSH;
    return Buffer.from(native.push(open(kind, values), data, flush, values.maxOutputLength ?? most));
  };

  const exports = {};
  const own = (name, value) => Object.defineProperty(exports, name, { value, writable: true, enumerable: true, configurable: true });
  const later = (name, get) =>
    Object.defineProperty(exports, name, {
      get() {
        const value = get();
        own(name, value);
        return value;
      },
      set: (value) => own(name, value),
      enumerable: true,
      configurable: true,
    });

  for (const kind of Object.keys(kinds)) {
    own(`${kind}Sync`, { [`${kind}Sync`]: (data, options) => run(kind, data, options, true) }[`${kind}Sync`]);
    own(kind, {
      [kind](data, options, callback) {
        if (typeof options === "function") {
          callback = options;
          options = undefined;
        }
        validateFunction(callback, "callback");
        // Wrong arguments throw; what is wrong with the data goes to the callback.
        if (typeof data !== "string" && !isBytes(data)) run(kind, data, options, false);
        checked(options, kinds[kind][1], false);
        queueMicrotask(() => {
          let result;
          try {
            result = run(kind, data, options, false);
          } catch (error) {
            callback(error);
            return;
          }
          callback(null, result);
        });
      },
    }[kind]);
  }
  own("crc32", (data, value = 0) => {
    validateUint32(value, "value");
    if (typeof data !== "string" && !isBytes(data)) {
      throw new TypeError("Failed to execute 'crc32' on 'ZlibUtil': parameter 1 is not of type 'string or ArrayBuffer or ArrayBufferView'.");
    }
    return native.crc32(data, value);
  });

  // The streams.
  const codeOf = (error, family) => {
    const text = error.message;
    if (family === "brotli" && text === "Compression failed") return ["ERR__ERROR_FORMAT_PADDING_2", -1];
    if (/^unexpected end of file$/i.test(text)) return ["Z_BUF_ERROR", constants.Z_BUF_ERROR];
    if (text === "Missing dictionary") return ["Z_NEED_DICT", constants.Z_NEED_DICT];
    if (/^Zstd/.test(text)) return [/descriptor/.test(text) ? "ZSTD_error_prefix_unknown" : "ZSTD_error_corruption_detected", -1];
    return ["Z_DATA_ERROR", constants.Z_DATA_ERROR];
  };
  const marks = new WeakMap(); // empty chunk → how to flush
  let classes;
  const streams = () => {
    if (classes !== undefined) return classes;
    const { Transform } = require("stream");
    class ZlibBase extends Transform {
      #kind;
      #values;
      #handle;
      constructor(options, kind) {
        const values = checked(options, kinds[kind][1], true);
        super({ autoDestroy: true, ...options });
        this.#kind = kind;
        this.#values = values;
        this.#handle = open(kind, values);
        this.bytesWritten = 0;
        this._maxOutputLength = values.maxOutputLength ?? 2147483647;
      }
      #push(bytes, flush) {
        const out = native.push(this.#handle, bytes, flush, this._maxOutputLength);
        if (out.byteLength > 0) this.push(Buffer.from(out));
      }
      #attempt(work, callback) {
        try {
          work();
        } catch (error) {
          [error.code, error.errno] = codeOf(error, kinds[this.#kind][1]);
          callback(error);
          return;
        }
        callback();
      }
      _transform(chunk, encoding, callback) {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
        this.bytesWritten += bytes.byteLength;
        this.#attempt(() => this.#push(bytes, marks.get(bytes) ?? this.#values.flush ?? Z_NO_FLUSH), callback);
      }
      _flush(callback) {
        const last = this.#values.finishFlush ?? Z_FINISH;
        this.#attempt(() => this.#push(Buffer.alloc(0), last === Z_FINISH || kinds[this.#kind][1] !== "zlib" ? Z_FINISH : Z_SYNC_FLUSH), callback);
      }
      flush(kind, callback) {
        if (typeof kind === "function" || (kind === undefined && !callback)) {
          callback = kind;
          kind = Z_FULL_FLUSH;
        }
        if (this.writableFinished) {
          if (callback) queueMicrotask(callback);
        } else if (this.writableEnded) {
          if (callback) this.once("end", callback);
        } else {
          const mark = Buffer.alloc(0);
          marks.set(mark, kind ?? Z_FULL_FLUSH);
          this.write(mark, "", callback);
        }
      }
      params(level, strategy, callback) {
        if (level < -1 || level > 9) throw new errors.ERR_OUT_OF_RANGE("level", ">= -1 and <= 9", level);
        if (strategy < 0 || strategy > 4) throw new errors.ERR_OUT_OF_RANGE("strategy", ">= 0 and <= 4", strategy);
        this.flush(Z_SYNC_FLUSH, callback);
      }
      reset() {
        this.#handle = open(this.#kind, this.#values);
      }
      close(callback) {
        if (callback) require("stream").finished(this, callback);
        this.destroy();
      }
      get _closed() {
        return this.destroyed;
      }
    }
    classes = {};
    for (const kind of Object.keys(kinds)) {
      const [name] = kinds[kind];
      classes[name] = { [name]: class extends ZlibBase {
        constructor(options) {
          super(options, kind);
        }
      } }[name];
    }
    return classes;
  };
  for (const kind of Object.keys(kinds)) {
    const [name] = kinds[kind];
    later(name, () => streams()[name]);
    own(`create${name}`, { [`create${name}`]: (options) => new (streams()[name])(options) }[`create${name}`]);
  }
  own("constants", constants);
  own("codes", codes);
  for (const name of Object.keys(old)) own(name, old[name]);
  return exports;
});
