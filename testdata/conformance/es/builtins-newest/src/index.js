// Built-ins that are as new as workerd's V8, one snippet a path.
const counted = (log, name, n) => Iterator.from({
  i: 0,
  next() {
    log.push(`${name}.next`);
    return { value: name + this.i, done: this.i++ >= n };
  },
  return() {
    log.push(`${name}.return`);
    return {};
  },
});

const snippets = {
  "iterator-1": async () => typeof Iterator.concat,
  "iterator-2": async () => typeof Iterator.zip,
  "iterator-3": async () => typeof Iterator.zipKeyed,
  "other-1": async () => typeof Map.prototype.getOrInsert,
  "iterator-4": async () => Iterator.concat(1),
  "iterator-5": async () => Iterator.concat({}),
  "buffer-1": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Uint8Array(b, 4); b.resize(2); try { return a.fill(1) } catch (e) { return e.name } },
  "atomics-1": async () => { try { return Atomics.add(new Int8Array(1), 1, 1) } catch (e) { return e.name } },
  "atomics-2": async () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0),
  "iterator-6": async () => [...Iterator.zip([[1, 2], [3]])].join("|"),
  "iterator-7": async () => [...Iterator.zip([[1, 2], [3]], { mode: "longest", padding: [7, 8] })].join("|"),
  "iterator-8": async () => [...Iterator.zip([[1, 2], [3]], { mode: "strict" })].join("|"),
  "iterator-9": async () => Iterator.zip([[1]], { mode: "x" }),
  "iterator-10": async () => Iterator.zip(1),
  "iterator-11": async () => Iterator.zip([1]),
  "json-1": async () => [...Iterator.zipKeyed({ a: [1, 2], b: [3, 4] })].map((x) => JSON.stringify(x)).join("|"),
  "iterator-12": async () => Object.prototype.toString.call(Iterator.zip([])),
  "iterator-13": async () => [1, 2].values().join(),
  "iterator-14": async () => [1, null, "x"].values().join("-"),
  "iterator-15": async () => [1, NaN].values().includes(NaN),
  "iterator-16": async () => [1, 2, 3].values().includes(1, 1),
  "iterator-17": async () => [1, 2, 3].values().includes(1, -1),
  "iterator-18": async () => [1, 2, 3].values().includes(1, "x"),
  "iterator-19": async () => [Iterator.prototype.join.length, Iterator.prototype.includes.length],
  "iterator-20": async () => [...Iterator.zipKeyed({ a: [1], b: [2, 3] }, { mode: "longest", padding: { a: 9 } })].map((x) => JSON.stringify(x)).join("|"),
  "iterator-21": async () => { const log = []; const z = Iterator.zip([counted(log, "a", 2), counted(log, "b", 5)]); z.next(); z.return(); return log.join(" ") },
  "iterator-22": async () => { const log = []; const z = Iterator.zip([counted(log, "a", 1), counted(log, "b", 5)]); return [[...z].length, log.join(" ")] },
  "iterator-23": async () => { const log = []; const z = Iterator.zip([counted(log, "a", 2), counted(log, "b", 2)]); z.return(); return [log.join(" "), z.next().done] },
  "iterator-24": async () => { const log = []; const c = Iterator.concat(counted(log, "a", 1), counted(log, "b", 2)); c.next(); c.next(); c.return(); return log.join(" ") },
  "iterator-25": async () => [Object.prototype.toString.call(Iterator.concat([])), Iterator.concat([1], "x").next === undefined],
  "iterator-26": async () => [Iterator.concat.length, Iterator.zip.length, Iterator.zipKeyed.length, Iterator.zip.name, Iterator.prototype.join.name],
  "iterator-27": async () => { const log = []; counted(log, "a", 3).includes("a1"); return log.join(" ") },
  "iterator-28": async () => { const log = []; try { counted(log, "a", 3).join({ toString() { throw new RangeError("no") } }) } catch (e) { log.push(e.name) } return log.join(" ") },
  "iterator-29": async () => Iterator.zip([[1]], 5),
  "iterator-30": async () => Iterator.zip([[1]], { mode: "longest", padding: 5 }),
  "iterator-31": async () => Iterator.zip(["ab"]),
  "iterator-32": async () => { const log = []; try { Iterator.zip([counted(log, "a", 3), 1]) } catch (e) { log.push(e.name) } return log.join(" ") },
  "iterator-33": async () => { const log = []; try { [...Iterator.zip([counted(log, "a", 1), counted(log, "b", 3), counted(log, "c", 3)], { mode: "strict" })] } catch (e) { log.push(e.name) } return log.join(" ") },
  "iterator-34": async () => [...Iterator.zip(new Set([[1], new Set([2])]))].join(),
  "iterator-35": async () => Iterator.prototype.join.call({ next: () => ({ done: true }) }),
  "cloudflare-1": async () => [typeof Cloudflare, Object.prototype.toString.call(Cloudflare), Object.keys(Cloudflare), Object.isFrozen(Cloudflare.compatibilityFlags), Object.getPrototypeOf(Cloudflare.compatibilityFlags)],
  "cloudflare-2": async () => ["nodejs_compat", "url_standard", "global_navigator", "nodejs_als", "no_such_flag"].map((n) => Cloudflare.compatibilityFlags[n]),
  "cloudflare-3": async () => new Cloudflare.constructor(),
};

const show = (v, inner) => {
  if (typeof v === "string") return inner ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object") return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error) return `${v.name}: ${v.message}`;
  if (Array.isArray(v) || ArrayBuffer.isView(v)) return `${v.constructor.name}[${Array.from(v, (x) => show(x, true))}]`;
  if (Object.getPrototypeOf(v) === Object.prototype) return `{${Object.keys(v).map((k) => `${k}: ${show(v[k], true)}`)}}`;
  return Object.prototype.toString.call(v);
};

export default {
  async fetch(request) {
    try {
      return new Response(show(await snippets[new URL(request.url).pathname.slice(1)]()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
