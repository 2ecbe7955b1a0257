// The files of an isolate, in memory, as workerd has them: /tmp, which each
// event has for itself, /dev with four devices, and /bundle. All else is there
// to be read only.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const TEXTS = {
    ENOENT: "no such file or directory", EPERM: "operation not permitted", EEXIST: "file already exists", ENOTDIR: "not a directory",
    EISDIR: "illegal operation on a directory", ENOTEMPTY: "directory not empty", EBADF: "bad file descriptor", EINVAL: "invalid argument",
    ELOOP: "too many symbolic links encountered", EFBIG: "file too large",
  };
  const failure = (code, syscall, path) => {
    const e = new Error(path === undefined ? TEXTS[code] : `${TEXTS[code]}, ${syscall} '${path}'`);
    e.code = code;
    e.syscall = syscall;
    if (path !== undefined) e.path = path;
    return e;
  };

  let inode = 1;
  const LIMIT = 128 << 20;
  class Node {
    constructor(type) { this.type = type; this.ino = inode++; this.mode = 0o666; this.mtime = this.birth = Date.now(); }
  }
  class Directory extends Node {
    entries = new Map();
    constructor(writable) { super("dir"); this.writable = writable; }
  }
  class File extends Node {
    data = new Uint8Array(0);
    #room = new Uint8Array(0);
    constructor() { super("file"); }
    get size() { return this.data.length; }
    read(at, length) { return this.data.subarray(at, at + length); }
    // write grows the room by halves, so that appending stays cheap.
    write(bytes, at) {
      const end = at + bytes.length;
      if (end > LIMIT) throw failure("EFBIG", "write");
      if (end > this.#room.length) {
        const room = new Uint8Array(Math.max(end, Math.ceil(this.#room.length * 1.5)));
        room.set(this.data);
        this.#room = room;
      }
      this.#room.set(bytes, at);
      this.data = this.#room.subarray(0, Math.max(end, this.data.length));
      this.mtime = Date.now();
      return bytes.length;
    }
    resize(size) {
      if (size > this.data.length) { this.write(new Uint8Array(size - this.data.length), this.data.length); return; }
      this.#room.fill(0, size, this.data.length);
      this.data = this.#room.subarray(0, size);
      this.mtime = Date.now();
    }
  }
  class Device extends Node {
    constructor(name) { super("device"); this.name = name; }
    get size() { return 0; }
    get data() { return new Uint8Array(0); }
    read(at, length) {
      if (this.name === "null") return new Uint8Array(0);
      const b = new Uint8Array(length);
      return this.name === "random" ? crypto.getRandomValues(b) : b;
    }
    write(bytes) {
      if (this.name === "full") throw failure("EPERM", "write");
      return bytes.length;
    }
    resize() {}
  }
  class Link extends Node {
    constructor(target) { super("link"); this.target = target; }
  }

  const root = new Directory(false), devices = new Directory(false);
  for (const name of ["null", "zero", "full", "random"]) devices.entries.set(name, new Device(name));
  root.entries.set("bundle", new Directory(false));
  root.entries.set("tmp", null); // made for each event
  root.entries.set("dev", devices);
  const child = (dir, name) => (dir === root && name === "tmp" ? native.area(() => new Directory(true)) : dir.entries.get(name));

  const absolute = (path) => require("path").posix.resolve(require("process").cwd(), path);
  // find walks to a path: the directory it lies in, its name there, and the
  // node, undefined when there is none.
  const find = (path, { follow = true, syscall = "open", depth = 0 } = {}) => {
    const full = absolute(path), names = full.split("/").filter(Boolean);
    let node = root, dir = root, name = "";
    for (let i = 0; i < names.length; i++) {
      if (node.type !== "dir") throw failure("ENOTDIR", syscall, path);
      dir = node;
      name = names[i];
      node = child(dir, name);
      const last = i === names.length - 1;
      if (node === undefined) return { full, dir: last ? dir : undefined, name, node };
      if (node.type === "link" && (!last || follow)) {
        if (depth > 40) throw failure("ELOOP", syscall, path);
        const rest = [node.target, ...names.slice(i + 1)].join("/");
        return find(rest.startsWith("/") ? rest : `/${names.slice(0, i).join("/")}/${rest}`, { follow, syscall, depth: depth + 1 });
      }
    }
    return { full, dir, name, node };
  };
  const existing = (path, syscall, follow = true) => {
    const found = find(path, { follow, syscall });
    if (!found.node) throw failure("ENOENT", syscall, path);
    return found;
  };
  const writable = (dir, syscall) => { if (!dir?.writable) throw failure("EPERM", syscall); };

  return {
    failure, find, existing, writable, Directory, File, Link,
    directory(path, syscall) {
      const { node, full } = find(path, { syscall });
      if (!node) throw failure("ENOENT", syscall, path.slice(1));
      if (node.type !== "dir") throw failure("ENOTDIR", syscall, path);
      return full;
    },
    child,
    root,
  };
})
