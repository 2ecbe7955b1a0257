// node:fs over the isolate's files in memory. Every call has three forms from
// one function: sync, callback and promise.
// https://developers.cloudflare.com/workers/runtime-apis/nodejs/fs/
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer } = require("buffer");
  const { codes } = require("internal/errors");
  const { validateFunction, validateInteger } = require("internal/validators");
  const files = require("internal/files");
  const { failure, find, existing, writable } = files;
  const constants = require("internal/numbers").fs();

  const pathOf = (v, name = "path") => {
    if (typeof v === "string") return v;
    if (v instanceof URL) return require("url").fileURLToPath(v);
    if (v instanceof Uint8Array) return Buffer.from(v).toString();
    throw new codes.ERR_INVALID_ARG_TYPE(name, ["string", "Buffer", "URL"], v);
  };
  const encodingOf = (options) => {
    const e = typeof options === "string" ? options : options?.encoding;
    if (e == null || e === "buffer") return undefined;
    if (!Buffer.isEncoding(e)) throw new codes.ERR_INVALID_ARG_VALUE("options.encoding", e);
    return e;
  };
  const bytesOf = (data, encoding, name = "data") => {
    if (typeof data === "string") return Buffer.from(data, encoding);
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    throw new codes.ERR_INVALID_ARG_TYPE(name, ["string", "Buffer", "TypedArray", "DataView"], data);
  };

  class Stats {
    constructor(node, bigint) {
      const size = node.size ?? 0, n = (v) => (bigint ? BigInt(Math.trunc(v)) : v);
      const kind = { dir: constants.S_IFDIR, file: constants.S_IFREG, link: constants.S_IFLNK, device: constants.S_IFCHR }[node.type];
      const mode = kind | (node.type === "dir" ? 0o666 : 0o666);
      Object.assign(this, { dev: n(0), ino: n(0), mode: n(mode), nlink: n(1), uid: n(0), gid: n(0), rdev: n(0), size: n(size), blksize: n(0), blocks: n(0) });
      for (const k of ["atime", "mtime", "ctime", "birthtime"]) this[`${k}Ms`] = n(k === "birthtime" ? node.birth : node.mtime);
      for (const k of ["atime", "mtime", "ctime", "birthtime"]) this[`${k}Ns`] = BigInt(Math.trunc(k === "birthtime" ? node.birth : node.mtime)) * 1000000n;
      for (const k of ["atime", "mtime", "ctime", "birthtime"]) this[k] = new Date(k === "birthtime" ? node.birth : node.mtime);
      Object.defineProperty(this, "_type", { value: node.type });
    }
    isFile() { return this._type === "file"; }
    isDirectory() { return this._type === "dir"; }
    isSymbolicLink() { return this._type === "link"; }
    isCharacterDevice() { return this._type === "device"; }
    isBlockDevice() { return false; }
    isFIFO() { return false; }
    isSocket() { return false; }
  }
  class Dirent {
    constructor(name, parentPath, node) {
      this.name = name;
      this.parentPath = parentPath;
      Object.defineProperty(this, "_type", { value: node.type });
    }
    get path() { return this.parentPath; }
  }
  for (const k of ["isFile", "isDirectory", "isSymbolicLink", "isCharacterDevice", "isBlockDevice", "isFIFO", "isSocket"]) Dirent.prototype[k] = Stats.prototype[k];

  // Open files, by number. 0 to 2 are the standard streams.
  const open = new Map();
  let nextFD = 3;
  const handle = (fd, syscall) => {
    if (fd instanceof FileHandle) fd = fd.fd;
    validateInteger(fd, "fd", 0, 2147483647);
    const h = open.get(fd);
    if (!h) throw failure("EBADF", syscall);
    return h;
  };
  const flagsOf = (flags) => {
    if (typeof flags === "number") {
      const access = flags & 3;
      return { read: access !== 1, write: access !== 0, create: !!(flags & 64), exclusive: !!(flags & 128), truncate: !!(flags & 512), append: !!(flags & 1024) };
    }
    const f = String(flags ?? "r").replace(/s/g, "");
    if (!/^(r|w|a)(x?\+?|\+x)$/.test(f)) throw new codes.ERR_INVALID_ARG_VALUE("flags", flags);
    const plus = f.includes("+");
    return { read: f[0] === "r" || plus, write: f[0] !== "r" || plus, create: f[0] !== "r", exclusive: f.includes("x"), truncate: f[0] === "w", append: f[0] === "a" };
  };
  // fileAt finds or makes the file that a path and flags mean.
  const fileAt = (path, f, syscall) => {
    const found = find(path, { syscall });
    if (found.node && f.exclusive) throw failure("EEXIST", syscall);
    if (!found.node) {
      if (!f.create) throw failure(found.dir ? "ENOENT" : syscall === "open" ? "EPERM" : "ENOENT", syscall, found.dir || syscall !== "open" ? found.full : undefined);
      if (!found.dir) throw failure("ENOENT", syscall, found.full);
      writable(found.dir, syscall);
      found.dir.entries.set(found.name, (found.node = new files.File()));
    }
    if (found.node.type === "dir") throw failure("EISDIR", syscall);
    if (f.write && found.node.type === "file" && !found.dir.writable) throw failure("EPERM", syscall);
    if (f.truncate) found.node.resize(0);
    return found.node;
  };
  const remove = (path, syscall) => {
    const found = find(path, { follow: false, syscall });
    if (!found.node) throw failure("ENOENT", syscall, found.name);
    writable(found.dir, syscall);
    return found;
  };

  const sync = {
    access(path, mode = 0) {
      try { existing(pathOf(path), "access"); } catch (e) { throw e.code === "ENOENT" ? Object.assign(e, { errno: -2 }) : e; }
      if (mode) validateInteger(mode, "mode");
    },
    appendFile(path, data, options) { return writeAll(path, data, { flag: "a", ...(typeof options === "string" ? { encoding: options } : options) }); },
    chmod(path) { existing(pathOf(path), "chmod"); },
    chown(path) { existing(pathOf(path), "chown"); },
    close(fd) { if (fd instanceof FileHandle) fd = fd.fd; validateInteger(fd, "fd", 0); open.delete(fd); },
    copyFile(from, to, mode = 0) {
      const source = existing(pathOf(from, "src"), "copyFile").node;
      if (source.type === "dir") throw failure("EISDIR", "copyFile");
      const target = fileAt(pathOf(to, "dest"), { create: true, write: true, truncate: true, exclusive: !!(mode & constants.COPYFILE_EXCL) }, "copyFile");
      target.write(source.data.slice(), 0);
    },
    cp(from, to, options) {
      const copy = (a, b) => {
        const { node } = existing(a, "cp");
        if (node.type !== "dir") { sync.copyFile(a, b); return; }
        if (!options?.recursive) throw failure("EISDIR", "cp", a);
        sync.mkdir(b, { recursive: true });
        for (const name of node.entries.keys()) copy(`${a}/${name}`, `${b}/${name}`);
      };
      copy(pathOf(from, "src"), pathOf(to, "dest"));
    },
    exists(path) { try { return find(pathOf(path)).node !== undefined; } catch { return false; } },
    fchmod(fd) { handle(fd, "fchmod"); },
    fchown(fd) { handle(fd, "fchown"); },
    fdatasync(fd) { handle(fd, "fdatasync"); },
    fstat(fd, options) { return new Stats(handle(fd, "fstat").node, options?.bigint); },
    fsync(fd) { handle(fd, "fsync"); },
    ftruncate(fd, size = 0) { handle(fd, "ftruncate").node.resize(size); },
    futimes(fd, atime, mtime) { handle(fd, "futimes").node.mtime = timeOf(mtime); },
    glob() { return []; },
    lchmod(path) { existing(pathOf(path), "lchmod", false); },
    lchown(path) { existing(pathOf(path), "lchown", false); },
    link(from, to) {
      const { node } = existing(pathOf(from, "existingPath"), "link");
      const target = find(pathOf(to, "newPath"), { syscall: "link" });
      if (target.node) throw failure("EEXIST", "link");
      writable(target.dir, "link");
      target.dir.entries.set(target.name, node);
    },
    lstat(path, options) { return stat(path, options, false); },
    lutimes(path, atime, mtime) { existing(pathOf(path), "lutimes", false).node.mtime = timeOf(mtime); },
    mkdir(path, options) {
      path = pathOf(path);
      const found = find(path, { syscall: "mkdir" });
      if (found.node) { if (options?.recursive && found.node.type === "dir") return undefined; if (found.node.type === "dir") return undefined; throw failure("EEXIST", "mkdir", path); }
      if (!found.dir) {
        if (!options?.recursive) throw failure("ENOENT", "mkdir", found.full.split("/").at(-1));
        const above = found.full.slice(0, found.full.lastIndexOf("/")), first = sync.mkdir(above, options);
        sync.mkdir(found.full);
        return first ?? found.full;
      }
      writable(found.dir, "mkdir");
      found.dir.entries.set(found.name, new files.Directory(true));
      return options?.recursive ? found.full : undefined;
    },
    mkdtemp(prefix, options) {
      const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
      let path = pathOf(prefix, "prefix");
      for (const b of crypto.getRandomValues(new Uint8Array(1))) path += letters[b % 36];
      while (sync.exists(path)) path += letters[Math.floor(Math.random() * 36)];
      sync.mkdir(path);
      return encodingOf(options) === undefined && options === "buffer" ? Buffer.from(path) : path;
    },
    open(path, flags) {
      const f = flagsOf(flags), node = fileAt(pathOf(path), f, "open"), fd = nextFD++;
      open.set(fd, { node, at: 0, ...f });
      return fd;
    },
    opendir(path) { return new Dir(pathOf(path)); },
    read(fd, buffer, offset, length, position) {
      const h = handle(fd, "read");
      if (!h.read) throw failure("EBADF", "read");
      if (typeof offset === "object" && offset !== null) ({ offset = 0, length, position } = offset);
      offset ??= 0;
      length ??= buffer.byteLength - offset;
      const own = position == null || position < 0, bytes = h.node.read(own ? h.at : Number(position), length);
      new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(bytes, offset);
      if (own) h.at += bytes.length;
      return bytes.length;
    },
    readFile(path, options) {
      const encoding = encodingOf(options);
      let node;
      if (typeof path === "number" || path instanceof FileHandle) node = handle(path, "fread").node;
      else {
        ({ node } = existingFull(pathOf(path), "readAll"));
        if (node.type === "dir") throw failure("EISDIR", "readAll");
      }
      const b = Buffer.from(node.data);
      return encoding ? b.toString(encoding) : b;
    },
    readdir(path, options) {
      path = pathOf(path);
      const { node, full } = existingFull(path, "readdir");
      if (node.type !== "dir") throw failure("ENOTDIR", "readdir", path);
      const out = [];
      const walk = (dir, at, before) => {
        for (const name of dir.entries.keys()) {
          const entry = files.child(dir, name);
          out.push(options?.withFileTypes ? new Dirent(name, at, entry) : before + name);
          if (options?.recursive && entry.type === "dir") walk(entry, `${at}/${name}`, `${before}${name}/`);
        }
      };
      walk(node, full, options?.recursive ? `${full.slice(1)}/` : "");
      return out;
    },
    readlink(path) {
      const { node } = existing(pathOf(path), "readlink", false);
      if (node.type !== "link") throw failure("EINVAL", "readlink", pathOf(path));
      return node.target;
    },
    readv(fd, buffers, position) {
      let n = 0;
      for (const b of buffers) { n += sync.read(fd, b, 0, b.byteLength, position); if (typeof position === "number") position += b.byteLength; }
      return n;
    },
    realpath(path) { return existing(pathOf(path), "realpath").full; },
    rename(from, to) {
      const source = remove(pathOf(from, "oldPath"), "rename"), target = find(pathOf(to, "newPath"), { follow: false, syscall: "rename" });
      if (!target.dir) throw failure("ENOENT", "rename", target.full);
      writable(target.dir, "rename");
      source.dir.entries.delete(source.name);
      target.dir.entries.set(target.name, source.node);
    },
    rm(path, options) {
      const found = find(pathOf(path), { follow: false, syscall: "rm" });
      if (!found.node) { if (options?.force) return; throw failure("ENOENT", "rm", found.name); }
      writable(found.dir, "rm");
      if (found.node.type === "dir" && found.node.entries.size && !options?.recursive) throw failure("ENOTEMPTY", "rm", found.name);
      found.dir.entries.delete(found.name);
    },
    rmdir(path, options) {
      const found = remove(pathOf(path), "rm");
      if (found.node.type !== "dir") throw failure("ENOTDIR", "rmdir", pathOf(path));
      if (found.node.entries.size && !options?.recursive) throw failure("ENOTEMPTY", "rmdir", found.name);
      found.dir.entries.delete(found.name);
    },
    stat(path, options) { return stat(path, options, true); },
    statfs: () => ({ type: 0, bsize: 0, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0 }),
    symlink(target, path) {
      const found = find(pathOf(path), { follow: false, syscall: "symlink" });
      if (found.node) throw failure("EEXIST", "symlink");
      writable(found.dir, "symlink");
      found.dir.entries.set(found.name, new files.Link(pathOf(target, "target")));
    },
    truncate(path, size = 0) { fileAt(pathOf(path), { write: true }, "truncate").resize(size); },
    unlink(path) {
      const found = find(pathOf(path), { follow: false, syscall: "unlink" });
      if (!found.node) { const e = failure("ENOENT", "unlink", found.name); e.message = "File not found"; throw e; }
      writable(found.dir, "unlink");
      if (found.node.type === "dir") throw failure("EISDIR", "unlink");
      found.dir.entries.delete(found.name);
    },
    utimes(path, atime, mtime) { existing(pathOf(path), "utimes").node.mtime = timeOf(mtime); },
    write(fd, data, offset, length, position) {
      const h = handle(fd, "write");
      if (!h.write) throw failure("EBADF", "write");
      let bytes;
      if (typeof data === "string") { position = offset; bytes = Buffer.from(data, length); }
      else {
        if (typeof offset === "object" && offset !== null) ({ offset = 0, length, position } = offset);
        offset ??= 0;
        bytes = bytesOf(data, undefined, "buffer").subarray(offset, offset + (length ?? data.byteLength - offset));
      }
      const own = position == null || h.append;
      const n = h.node.write(bytes, h.append ? h.node.size : own ? h.at : Number(position));
      if (own) h.at += n;
      return n;
    },
    writeFile: (path, data, options) => writeAll(path, data, options),
    writev(fd, buffers, position) {
      let n = 0;
      for (const b of buffers) { n += sync.write(fd, b, 0, b.byteLength, position); if (typeof position === "number") position += b.byteLength; }
      return n;
    },
  };
  const timeOf = (v) => (v instanceof Date ? v.getTime() : Number(v) * 1000);
  const existingFull = (path, syscall) => {
    const found = find(path, { syscall });
    if (!found.node) throw failure("ENOENT", syscall, found.full);
    return found;
  };
  const stat = (path, options, follow) => {
    const found = find(pathOf(path), { follow, syscall: "stat" });
    if (found.node) return new Stats(found.node, options?.bigint);
    if (options?.throwIfNoEntry === false) return undefined;
    throw Object.assign(failure("ENOENT", "stat", found.full), { errno: -2 });
  };
  const writeAll = (path, data, options) => {
    const bytes = bytesOf(data, encodingOf(options));
    const f = flagsOf((typeof options === "object" && options?.flag) || "w");
    const node = typeof path === "number" || path instanceof FileHandle ? handle(path, "write").node : fileAt(pathOf(path), f, "writeAll");
    return node.write(bytes, f.append ? node.size : 0);
  };

  class Dir {
    #names;
    constructor(path) { this.path = path; this.#names = sync.readdir(path, { withFileTypes: true }); }
    readSync() { return this.#names.shift() ?? null; }
    async read() { return this.readSync(); }
    closeSync() {}
    async close() {}
    entries() { return this[Symbol.asyncIterator](); }
    [Symbol.asyncIterator]() {
      return { next: async () => { const value = this.readSync(); return value === null ? { value: undefined, done: true } : { value, done: false }; }, [Symbol.asyncIterator]() { return this; } };
    }
  }
  class FileHandle {
    #fd;
    constructor(fd) { this.#fd = fd; }
    get fd() { return this.#fd; }
    async close() { sync.close(this.#fd); this.#fd = -1; }
    async readFile(options) { return sync.readFile(this.#fd, options); }
    async writeFile(data, options) { sync.writeFile(this.#fd, data, options); }
    async appendFile(data, options) { sync.writeFile(this.#fd, data, { ...options, flag: "a" }); }
    async stat(options) { return sync.fstat(this.#fd, options); }
    async truncate(size) { sync.ftruncate(this.#fd, size); }
    async sync() {}
    async datasync() {}
    async chmod() {}
    async chown() {}
    async utimes(atime, mtime) { sync.futimes(this.#fd, atime, mtime); }
    async read(buffer, ...args) {
      if (!ArrayBuffer.isView(buffer)) { args = [buffer ?? {}]; buffer = buffer?.buffer ?? Buffer.alloc(16384); }
      return { bytesRead: sync.read(this.#fd, buffer, ...args), buffer };
    }
    async write(buffer, ...args) { return { bytesWritten: sync.write(this.#fd, buffer, ...args), buffer }; }
    createReadStream(options) { return createReadStream(null, { ...options, fd: this.#fd }); }
    createWriteStream(options) { return createWriteStream(null, { ...options, fd: this.#fd }); }
    async [Symbol.asyncDispose]() { await this.close(); }
  }

  const createReadStream = function createReadStream(path, options) {
    if (typeof options === "string") options = { encoding: options };
    const { Readable } = require("stream");
    let at = options?.start ?? 0, fd = options?.fd;
    const end = options?.end ?? Infinity;
    const stream = new Readable({
      encoding: options?.encoding, highWaterMark: options?.highWaterMark ?? 65536,
      construct(done) {
        try {
          fd ??= sync.open(path, options?.flags ?? "r");
          done();
          queueMicrotask(() => { stream.emit("open", fd); stream.emit("ready"); });
        } catch (e) { done(e); }
      },
      read(n) {
        const b = Buffer.alloc(Math.min(n, 65536, end - at + 1 > 0 ? end - at + 1 : 0));
        const got = b.length ? sync.read(fd, b, 0, b.length, at) : 0;
        at += got;
        stream.bytesRead += got;
        stream.push(got ? b.subarray(0, got) : null);
      },
      destroy(e, done) { if (fd !== undefined && options?.autoClose !== false) sync.close(fd); done(e); },
    });
    stream.path = path;
    stream.bytesRead = 0;
    return stream;
  };
  const createWriteStream = function createWriteStream(path, options) {
    if (typeof options === "string") options = { encoding: options };
    const { Writable } = require("stream");
    let fd = options?.fd, at = options?.start;
    const stream = new Writable({
      defaultEncoding: options?.encoding ?? "utf8", highWaterMark: options?.highWaterMark,
      construct(done) {
        try {
          fd ??= sync.open(path, options?.flags ?? "w");
          done();
          queueMicrotask(() => { stream.emit("open", fd); stream.emit("ready"); });
        } catch (e) { done(e); }
      },
      write(chunk, encoding, done) {
        try {
          const n = sync.write(fd, chunk, 0, chunk.length, at);
          if (at !== undefined) at += n;
          stream.bytesWritten += n;
          done();
        } catch (e) { done(e); }
      },
      destroy(e, done) { if (fd !== undefined && options?.autoClose !== false) sync.close(fd); done(e); },
    });
    stream.path = path;
    stream.bytesWritten = 0;
    stream.close = (callback) => { if (callback) stream.once("close", callback); stream.end(); };
    return stream;
  };

  const fs = { constants };
  for (const k of ["F_OK", "R_OK", "W_OK", "X_OK"]) fs[k] = constants[k];
  const promises = { constants, FileHandle };
  const later = (f) => queueMicrotask(f);
  for (const name of Object.keys(sync)) {
    fs[`${name}Sync`] = { [`${name}Sync`](...args) { return sync[name](...args); } }[`${name}Sync`];
    fs[name] = { [name](...args) {
      const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
      validateFunction(callback, "callback");
      if (name === "exists") { later(() => callback(sync.exists(...args))); return; }
      let result, error = null;
      try { result = sync[name](...args); } catch (e) {
        if (e.code?.startsWith?.("ERR_")) throw e;
        error = e;
      }
      if (name === "read" || name === "write" || name === "readv" || name === "writev") later(() => (error ? callback(error) : callback(null, result, args[1])));
      else if (error) later(() => callback(error));
      else later(() => (result === undefined ? callback(null) : callback(null, result)));
    } }[name];
    if (!/^f[a-z]+$/.test(name) && !["close", "exists", "read", "write", "readv", "writev"].includes(name)) {
      promises[name] = { async [name](...args) { return sync[name](...args); } }[name];
    }
  }
  promises.open = async function open(path, flags, mode) { return new FileHandle(sync.open(path, flags, mode)); };
  fs.realpath.native = fs.realpath;
  fs.realpathSync.native = fs.realpathSync;
  const unsupported = (name) => ({ [name]() {
    const e = new Error("The requested operation is unsupported");
    e.code = "ERR_UNSUPPORTED_OPERATION";
    throw e;
  } })[name];
  for (const name of ["watch", "watchFile", "unwatchFile", "openAsBlob"]) fs[name] = unsupported(name);
  promises.watch = unsupported("watch");
  class ReadStream { constructor(path, options) { return createReadStream(path, options); } }
  class WriteStream { constructor(path, options) { return createWriteStream(path, options); } }
  return Object.assign(fs, { promises, Dirent, Dir, Stats, createReadStream, createWriteStream, ReadStream, WriteStream, FileReadStream: ReadStream, FileWriteStream: WriteStream });
})
