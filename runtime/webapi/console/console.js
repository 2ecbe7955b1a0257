// Formatting of values as workerd shows them, and the console methods that need it.
(function (native, internals) {
  const maxDepth = 2;
  const maxItems = 100;
  const maxWidth = 72;

  const quote = (s) => {
    const q = !s.includes("'")
      ? "'"
      : !s.includes('"')
        ? '"'
        : !s.includes("`")
          ? "`"
          : "'";
    const escaped = s.replace(
      /[\n\r\t\\]/g,
      (c) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" })[c],
    );
    return q + (q === "'" ? escaped.replace(/'/g, "\\'") : escaped) + q;
  };
  const key = (k) =>
    typeof k === "symbol"
      ? `[${String(k)}]`
      : /^[A-Za-z_$][\w$]*$/.test(k)
        ? k
        : quote(k);

  const primitive = (v, quoted) => {
    switch (typeof v) {
      case "string":
        return quoted ? quote(v) : v;
      case "bigint":
        return `${v}n`;
      case "number":
        return Object.is(v, -0) ? "-0" : String(v);
      default:
        return String(v);
    }
  };

  const className = (o) => {
    for (let p = o; p !== null; p = Object.getPrototypeOf(p)) {
      const found = Object.getOwnPropertyDescriptor(p, "constructor");
      if (found && typeof found.value === "function" && found.value.name !== "")
        return found.value.name;
    }
    return null;
  };

  const layout = (open, parts, close, depth) => {
    if (parts.length === 0) return open + close;
    const pad = "  ".repeat(depth);
    const width = parts.reduce((n, p) => n + p.length + 2, open.length);
    if (
      width + pad.length <= maxWidth &&
      !parts.some((p) => p.includes("\n"))
    ) {
      return `${open} ${parts.join(", ")} ${close}`;
    }
    return `${open}\n${parts.map((p) => `${pad}  ${p}`).join(",\n")}\n${pad}${close}`;
  };

  const limited = (items, show) => {
    const parts = [];
    for (const item of items) {
      if (parts.length === maxItems) {
        parts.push("... more items");
        break;
      }
      parts.push(show(item));
    }
    return parts;
  };

  const property = (o, k, depth, seen) => {
    const d = Object.getOwnPropertyDescriptor(o, k);
    const value = d.get
      ? d.set
        ? "[Getter/Setter]"
        : "[Getter]"
      : d.set
        ? "[Setter]"
        : inspect(d.value, depth + 1, seen);
    return `${key(k)}: ${value}`;
  };
  const enumerable = (o, skip) =>
    Reflect.ownKeys(o).filter(
      (k) => !skip(k) && Object.getOwnPropertyDescriptor(o, k)?.enumerable,
    );
  const isIndex = (k) => typeof k === "string" && /^(0|[1-9]\d*)$/.test(k);
  const never = () => false;

  const inspect = (v, depth = 0, seen = []) => {
    if ((typeof v !== "object" || v === null) && typeof v !== "function")
      return primitive(v, true);
    if (seen.includes(v)) return "[Circular *1]";
    const name = className(v);
    if (typeof v === "function") {
      const isClass = /^class\b/.test(Function.prototype.toString.call(v));
      if (isClass) return `[class ${v.name || "(anonymous)"}]`;
      return `[${name ?? "Function"}${v.name ? `: ${v.name}` : " (anonymous)"}]`;
    }
    if (v instanceof Error) return error(v, depth, seen);
    if (v instanceof Date)
      return Number.isNaN(v.getTime()) ? "Invalid Date" : v.toISOString();
    if (v instanceof RegExp) return String(v);
    if (depth > maxDepth)
      return Array.isArray(v)
        ? "[Array]"
        : `[${name ?? "Object: null prototype"}]`;
    const inner = [...seen, v];
    const show = (x) => inspect(x, depth + 1, inner);
    const prefix =
      name === null
        ? "[Object: null prototype] "
        : name === "Object"
          ? ""
          : `${name} `;
    if (Array.isArray(v)) {
      const parts = limited(v, show);
      // The names of a big array take longer to list than anybody reads.
      if (v.length <= 100000)
        parts.push(
          ...enumerable(v, isIndex).map((k) => property(v, k, depth, inner)),
        );
      return layout(
        name === "Array" ? "[" : `${name}(${v.length}) [`,
        parts,
        "]",
        depth,
      );
    }
    if (ArrayBuffer.isView(v) && !(v instanceof DataView)) {
      return layout(`${name}(${v.length}) [`, limited(v, show), "]", depth);
    }
    if (v instanceof ArrayBuffer)
      return `ArrayBuffer { byteLength: ${v.byteLength} }`;
    if (v instanceof Map) {
      return layout(
        `Map(${v.size}) {`,
        limited(v, ([k, x]) => `${show(k)} => ${show(x)}`),
        "}",
        depth,
      );
    }
    if (v instanceof Set)
      return layout(`Set(${v.size}) {`, limited(v, show), "}", depth);
    if (v instanceof Promise) {
      const [state, result] = native.promiseState(v) ?? ["pending"];
      if (state === "pending") return "Promise { <pending> }";
      return `Promise { ${state === "rejected" ? "<rejected> " : ""}${show(result)} }`;
    }
    if (v instanceof Number || v instanceof String || v instanceof Boolean) {
      return `[${name}: ${primitive(v.valueOf(), true)}]`;
    }
    const parts = enumerable(v, never).map((k) => property(v, k, depth, inner));
    if (name !== "Object" && name !== null) parts.push(...accessors(v, show));
    return layout(`${prefix}{`, parts, "}", depth);
  };

  // accessors shows the getters of platform classes, which hold no own state.
  const accessors = (v, show) => {
    const proto = Object.getPrototypeOf(v);
    const text =
      proto && Object.getOwnPropertyDescriptor(proto, "constructor")?.value;
    if (
      typeof text !== "function" ||
      !platform.has(text.name) ||
      globalThis[text.name] !== text
    )
      return [];
    const parts = [];
    for (const k of Object.getOwnPropertyNames(proto)) {
      if (
        !Object.getOwnPropertyDescriptor(proto, k).get ||
        k === "body" ||
        k === "signal"
      )
        continue;
      try {
        parts.push(`${k}: ${show(v[k])}`);
      } catch {
        // A getter that throws has nothing to show.
      }
    }
    if (typeof v.entries === "function")
      parts.push(...limited(v, ([k, x]) => `${quote(k)}: ${show(x)}`));
    return parts;
  };
  const platform = new Set([
    "Request",
    "Response",
    "Headers",
    "URL",
    "URLSearchParams",
    "Blob",
    "File",
    "FormData",
  ]);

  const error = (v, depth, seen) => {
    let text =
      typeof v.stack === "string" && v.stack !== ""
        ? (internals.stackText ?? String)(v.stack).trimEnd()
        : Error.prototype.toString.call(v);
    text = text
      .replace(/^\tat /gm, "    at ")
      .replace(/\((\d+)\)(\)?)$/gm, "$2");
    const own = enumerable(v, (k) => k === "stack" || k === "message").map(
      (k) => property(v, k, depth, [...seen, v]),
    );
    if (Object.hasOwn(v, "cause"))
      own.push(`[cause]: ${inspect(v.cause, depth + 1, [...seen, v])}`);
    if (depth > 0 && own.length === 0)
      text = text.replace(/\n/g, "\n" + "  ".repeat(depth));
    return own.length > 0 ? layout(`${text} {`, own, "}", depth) : text;
  };

  const format = (...args) => {
    let out = "";
    let rest = args;
    if (typeof args[0] === "string" && args.length > 1) {
      let next = 1;
      out = args[0].replace(/%[sdifjoOc%]/g, (verb) => {
        if (verb === "%%") return "%";
        if (next >= args.length) return verb;
        const v = args[next++];
        switch (verb) {
          case "%s":
            return typeof v === "object" && v !== null
              ? inspect(v, maxDepth)
              : primitive(v, false);
          case "%d":
            return typeof v === "object"
              ? "NaN"
              : primitive(typeof v === "bigint" ? v : Number(v), false);
          case "%i":
            return typeof v === "object"
              ? "NaN"
              : String(Number.parseInt(v, 10));
          case "%f":
            return String(Number.parseFloat(v));
          case "%j":
            return JSON.stringify(v);
          case "%c":
            return "";
          default:
            return inspect(v);
        }
      });
      rest = args.slice(next);
      if (rest.length === 0) return out;
      return `${out} ${rest.map((v) => (typeof v === "string" ? v : inspect(v))).join(" ")}`;
    }
    return rest.map((v) => (typeof v === "string" ? v : inspect(v))).join(" ");
  };

  const counts = new Map();
  const started = new Map();
  const elapsed = (label, end, extra) => {
    if (!started.has(label))
      return native.write("warn", `Timer '${label}' does not exist`);
    native.write(
      "log",
      [
        `${label}: ${Date.now() - started.get(label)}ms`,
        ...extra.map((v) => format(v)),
      ].join(" "),
    );
    if (end) started.delete(label);
  };

  const table = (rows) => {
    if (typeof rows !== "object" || rows === null) return format(rows);
    const columns = [];
    const cells = Object.entries(rows).map(([index, row]) => {
      const isObject = typeof row === "object" && row !== null;
      for (const k of isObject ? Object.keys(row) : ["Values"])
        if (!columns.includes(k)) columns.push(k);
      return { index, row: isObject ? row : { Values: row } };
    });
    const head = ["(index)", ...columns];
    const body = cells.map(({ index, row }) => [
      index,
      ...columns.map((c) =>
        Object.hasOwn(row, c) ? inspect(row[c], maxDepth) : "",
      ),
    ]);
    const widths = head.map(
      (h, i) => Math.max(h.length, ...body.map((r) => r[i].length)) + 2,
    );
    const line = (cellsOf) =>
      `│${cellsOf.map((c, i) => ` ${c}`.padEnd(widths[i])).join("│")}│`;
    const rule = (l, m, r) => l + widths.map((w) => "─".repeat(w)).join(m) + r;
    return [
      rule("┌", "┬", "┐"),
      line(head),
      rule("├", "┼", "┤"),
      ...body.map(line),
      rule("└", "┴", "┘"),
    ].join("\n");
  };

  const nothing = () => {};
  return {
    format,
    dir: (v) => native.write("log", inspect(v)),
    dirxml: (...args) => native.write("log", format(...args)),
    table: (rows) => native.write("log", table(rows)),
    trace: (...args) => native.write("log", `Trace: ${format(...args)}`),
    group: (...args) => args.length > 0 && native.write("log", format(...args)),
    groupCollapsed: (...args) =>
      args.length > 0 && native.write("log", format(...args)),
    groupEnd: nothing,
    clear: nothing,
    count(label = "default") {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      native.write("log", `${label}: ${counts.get(label)}`);
    },
    countReset(label = "default") {
      counts.delete(label);
    },
    assert(condition, ...args) {
      if (!condition)
        native.write(
          "error",
          args.length > 0
            ? `Assertion failed: ${format(...args)}`
            : "Assertion failed",
        );
    },
    profile: nothing,
    profileEnd: nothing,
    time(label = "default") {
      started.set(label, Date.now());
    },
    timeLog: (label = "default", ...extra) => elapsed(label, false, extra),
    timeEnd: (label = "default") => elapsed(label, true, []),
    timeStamp: nothing,
    context: nothing,
  };
});
