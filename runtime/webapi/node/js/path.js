// node:path, both families. https://nodejs.org/docs/latest-v22.x/api/path.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { validateObject, validateString } = require("internal/validators");

  // resolveDots takes "." and ".." out of a path that is cut by separators.
  const resolveDots = (path, above, separator, isSeparator) => {
    const out = [];
    let part = "";
    for (let i = 0; i <= path.length; i++) {
      if (i < path.length && !isSeparator(path[i])) { part += path[i]; continue; }
      if (part === "..") {
        if (out.length && out[out.length - 1] !== "..") out.pop();
        else if (above) out.push("..");
      } else if (part !== "" && part !== ".") out.push(part);
      part = "";
    }
    return out.join(separator);
  };

  const formatWith = (separator) => function format(parts) {
    validateObject(parts, "pathObject");
    const dir = parts.dir || parts.root;
    const ext = parts.ext ? `${parts.ext[0] === "." ? "" : "."}${parts.ext}` : "";
    const base = parts.base || `${parts.name || ""}${ext}`;
    if (!dir) return base;
    return dir === parts.root ? `${dir}${base}` : `${dir}${separator}${base}`;
  };

  // lastPart finds the end of a path without its final separators, and where its
  // last part begins; begin is where the root ends.
  const lastPart = (path, begin, isSeparator) => {
    let end = path.length;
    while (end > begin && isSeparator(path[end - 1])) end--;
    let start = end;
    while (start > begin && !isSeparator(path[start - 1])) start--;
    return [start, end];
  };
  const extensionOf = (name) => {
    const dot = name.lastIndexOf(".");
    return dot <= 0 || name === ".." ? "" : name.slice(dot);
  };
  const withoutSuffix = (name, suffix, whole) => {
    if (suffix === undefined || suffix === "" || !name.endsWith(suffix)) return name;
    return name === suffix ? (whole === suffix ? "" : name) : name.slice(0, -suffix.length);
  };
  const matchesGlob = (path, pattern) => {
    validateString(path, "path");
    validateString(pattern, "pattern");
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED("path.matchesGlob");
  };

  // Relative paths begin at the root, not at process.cwd(): workerd.
  const cwd = "/";
  const slash = (c) => c === "/";
  const posix = {
    resolve(...paths) {
      let out = "", absolute = false;
      for (let i = paths.length - 1; i >= -1 && !absolute; i--) {
        const path = i >= 0 ? paths[i] : cwd;
        validateString(path, `paths[${i}]`);
        if (path.length === 0) continue;
        out = `${path}/${out}`;
        absolute = path[0] === "/";
      }
      out = resolveDots(out, !absolute, "/", slash);
      if (absolute) return `/${out}`;
      return out || ".";
    },
    normalize(path) {
      validateString(path, "path");
      if (path.length === 0) return ".";
      const absolute = path[0] === "/", trailing = path.endsWith("/");
      let out = resolveDots(path, !absolute, "/", slash);
      if (out.length === 0) {
        if (absolute) return "/";
        return trailing ? "./" : ".";
      }
      if (trailing) out += "/";
      return absolute ? `/${out}` : out;
    },
    isAbsolute(path) {
      validateString(path, "path");
      return path[0] === "/";
    },
    join(...paths) {
      const parts = [];
      paths.forEach((p) => { validateString(p, "path"); if (p.length) parts.push(p); });
      return parts.length === 0 ? "." : posix.normalize(parts.join("/"));
    },
    relative(from, to) {
      validateString(from, "from");
      validateString(to, "to");
      if (from === to) return "";
      from = posix.resolve(from);
      to = posix.resolve(to);
      if (from === to) return "";
      const a = from.split("/").filter(Boolean), b = to.split("/").filter(Boolean);
      let same = 0;
      while (same < a.length && same < b.length && a[same] === b[same]) same++;
      return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
    },
    toNamespacedPath(path) { return path; },
    dirname(path) {
      validateString(path, "path");
      if (path.length === 0) return ".";
      const root = path[0] === "/" ? 1 : 0;
      let [start] = lastPart(path, root, slash);
      if (start <= root) return root ? "/" : ".";
      if (root && start === 2) return "//";
      return path.slice(0, start - 1);
    },
    basename(path, suffix) {
      if (suffix !== undefined) validateString(suffix, "suffix");
      validateString(path, "path");
      const [start, end] = lastPart(path, 0, slash);
      if (end === 0 && suffix && suffix.length <= path.length) return path;
      return withoutSuffix(path.slice(start, end), suffix, path);
    },
    extname(path) {
      validateString(path, "path");
      const [start, end] = lastPart(path, 0, slash);
      return extensionOf(path.slice(start, end));
    },
    format: formatWith("/"),
    parse(path) {
      validateString(path, "path");
      const root = path[0] === "/" ? "/" : "";
      const [start, end] = lastPart(path, root.length, slash);
      const base = path.slice(start, end), ext = extensionOf(base);
      let dir = start > root.length ? path.slice(0, start - 1) : root;
      return { root, dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
    },
    matchesGlob,
    sep: "/",
    delimiter: ":",
  };

  const either = (c) => c === "/" || c === "\\";
  const letter = (c) => (c >= "a" && c <= "z") || (c >= "A" && c <= "Z");
  // split cuts a Windows path: the device ("C:", "\\\\server\\share"), whether it
  // is absolute, and where what is left begins.
  const split = (path) => {
    if (path.length && either(path[0])) {
      if (path.length > 1 && either(path[1])) {
        let i = 2, last = 2;
        while (i < path.length && !either(path[i])) i++;
        if (i < path.length && i !== last) {
          const server = path.slice(last, i);
          last = i;
          while (i < path.length && either(path[i])) i++;
          if (i < path.length && i !== last) {
            last = i;
            while (i < path.length && !either(path[i])) i++;
            if (server !== "." && server !== "?") {
              // A share: what follows is always absolute.
              return { device: `\\\\${server}\\${path.slice(last, i)}`, absolute: true, rest: i, unc: true, whole: i === path.length };
            }
            return { device: `\\\\${server}`, absolute: true, rest: 4 <= path.length ? 3 : path.length, unc: true, whole: false };
          }
        }
      }
      return { device: "", absolute: true, rest: 1 };
    }
    if (path.length > 1 && letter(path[0]) && path[1] === ":") {
      const absolute = path.length > 2 && either(path[2]);
      return { device: path.slice(0, 2), absolute, rest: absolute ? 3 : 2 };
    }
    return { device: "", absolute: false, rest: 0 };
  };
  // edges leaves out the backslashes at both ends.
  const edges = (path) => {
    let start = 0, end = path.length;
    while (start < end && path[start] === "\\") start++;
    while (end - 1 > start && path[end - 1] === "\\") end--;
    return { start, end };
  };
  const win32 = {
    resolve(...paths) {
      let device = "", tail = "", absolute = false;
      for (let i = paths.length - 1; i >= -1; i--) {
        let path;
        if (i >= 0) {
          path = paths[i];
          validateString(path, `paths[${i}]`);
          if (path.length === 0) continue;
        } else if (device === "") path = cwd;
        else path = `${device}\\`;
        const s = split(path);
        if (s.device) {
          if (device) { if (s.device.toLowerCase() !== device.toLowerCase()) continue; } else device = s.device;
        }
        if (absolute) { if (device) break; } else {
          tail = `${path.slice(s.rest)}\\${tail}`;
          absolute = s.absolute;
          if (absolute && device) break;
        }
      }
      tail = resolveDots(tail, !absolute, "\\", either);
      return absolute ? `${device}\\${tail}` : `${device}${tail}` || ".";
    },
    normalize(path) {
      validateString(path, "path");
      if (path.length === 0) return ".";
      if (path.length === 1) return path === "/" ? "\\" : path;
      const s = split(path);
      if (s.unc && s.whole) return `${s.device}\\`;
      let tail = s.rest < path.length ? resolveDots(path.slice(s.rest), !s.absolute, "\\", either) : "";
      if (tail.length === 0 && !s.absolute) tail = ".";
      if (tail.length > 0 && either(path[path.length - 1])) tail += "\\";
      return s.device + (s.absolute ? "\\" : "") + tail;
    },
    isAbsolute(path) {
      validateString(path, "path");
      return path.length > 0 && (either(path[0]) || (path.length > 2 && letter(path[0]) && path[1] === ":" && either(path[2])));
    },
    join(...paths) {
      const parts = [];
      paths.forEach((p) => { validateString(p, "path"); if (p.length) parts.push(p); });
      if (parts.length === 0) return ".";
      let joined = parts.join("\\");
      const first = parts[0];
      // Only a first part that is a share by itself may begin with two slashes.
      let slashes = 0, replace = true;
      if (either(first[0])) {
        slashes++;
        if (first.length > 1 && either(first[1])) {
          slashes++;
          if (first.length > 2) { if (either(first[2])) slashes++; else replace = false; }
        }
      }
      if (replace) {
        while (slashes < joined.length && either(joined[slashes])) slashes++;
        if (slashes >= 2) joined = `\\${joined.slice(slashes)}`;
      }
      return win32.normalize(joined);
    },
    relative(from, to) {
      validateString(from, "from");
      validateString(to, "to");
      if (from === to) return "";
      const a = win32.resolve(from), b = win32.resolve(to);
      if (a === b || a.toLowerCase() === b.toLowerCase()) return "";
      const x = edges(a), y = edges(b), from_ = a.toLowerCase(), to_ = b.toLowerCase();
      const length = Math.min(x.end - x.start, y.end - y.start);
      let common = -1, i = 0;
      for (; i < length && from_[x.start + i] === to_[y.start + i]; i++) if (from_[x.start + i] === "\\") common = i;
      if (i !== length) {
        if (common === -1) return b;
      } else {
        if (y.end - y.start > length) {
          if (to_[y.start + i] === "\\") return b.slice(y.start + i + 1);
          if (i === 2) return b.slice(y.start + i);
        }
        if (x.end - x.start > length) {
          if (from_[x.start + i] === "\\") common = i;
          else if (i === 2) common = 3;
        }
        if (common === -1) common = 0;
      }
      const up = [];
      for (i = x.start + common + 1; i <= x.end; i++) if (i === x.end || from_[i] === "\\") up.push("..");
      let at = y.start + common;
      if (up.length) return up.join("\\") + b.slice(at, y.end);
      if (b[at] === "\\") at++;
      return b.slice(at, y.end);
    },
    toNamespacedPath(path) {
      if (typeof path !== "string" || path.length === 0) return path;
      const resolved = win32.resolve(path);
      if (resolved.length <= 2) return path;
      if (resolved[0] === "\\") {
        if (resolved[1] === "\\" && resolved[2] !== "?" && resolved[2] !== ".") return `\\\\?\\UNC\\${resolved.slice(2)}`;
      } else if (letter(resolved[0]) && resolved[1] === ":" && resolved[2] === "\\") return `\\\\?\\${resolved}`;
      return resolved; // Node gives path; workerd does not
    },
    dirname(path) {
      validateString(path, "path");
      if (path.length === 0) return ".";
      if (path.length === 1) return either(path) ? path : ".";
      const s = split(path);
      if (s.unc && s.whole) return path;
      const root = s.unc && s.rest < path.length && either(path[s.rest]) ? s.rest + 1 : s.rest;
      let [start, end] = lastPart(path, root, either);
      if (start === end && end === root) return root ? path.slice(0, root) : ".";
      if (start <= root) return root ? path.slice(0, root) : ".";
      return path.slice(0, start - 1);
    },
    basename(path, suffix) {
      if (suffix !== undefined) validateString(suffix, "suffix");
      validateString(path, "path");
      const begin = path.length >= 2 && letter(path[0]) && path[1] === ":" ? 2 : 0;
      const [start, end] = lastPart(path, begin, either);
      if (end === begin && suffix && suffix.length <= path.length) return path.slice(begin);
      return withoutSuffix(path.slice(start, end), suffix, path);
    },
    extname(path) {
      validateString(path, "path");
      const begin = path.length >= 2 && letter(path[0]) && path[1] === ":" ? 2 : 0;
      const [start, end] = lastPart(path, begin, either);
      return extensionOf(path.slice(start, end));
    },
    format: formatWith("\\"),
    parse(path) {
      validateString(path, "path");
      const s = split(path);
      let root = s.rest;
      if (s.unc && root < path.length && either(path[root])) root++;
      const [start, end] = lastPart(path, root, either);
      const base = path.slice(start, end), ext = extensionOf(base);
      return {
        root: path.slice(0, root),
        dir: start > root ? path.slice(0, start - 1) : path.slice(0, root),
        base, ext, name: ext ? base.slice(0, -ext.length) : base,
      };
    },
    matchesGlob,
    sep: "\\",
    delimiter: ";",
  };
  posix.win32 = win32.win32 = win32;
  posix.posix = win32.posix = posix;
  posix._makeLong = posix.toNamespacedPath;
  win32._makeLong = win32.toNamespacedPath;
  return posix;
})
