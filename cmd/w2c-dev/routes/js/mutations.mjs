// Wrong rewrites, planted in the text of lifted modules: each is a mistake that
// the analyser could make. A mutation answers with the text it spoils, or with
// undefined where it has nothing to spoil.

const registration =
  /^[ \t]*(?:app|routes)\s*\.(?:all|get|post|put|delete|patch|options|on|use)\(/gm;

/** The text before the first registration, each registration, and what follows. */
function pieces(text) {
  const starts = [...text.matchAll(registration)].map((m) => m.index);
  if (starts.length === 0) return undefined;
  const list = starts.map((at, i) => text.slice(at, starts[i + 1] ?? text.length));
  return { head: text.slice(0, starts[0]), list };
}

function replaceOne(random, text, pattern, replacement) {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return undefined;
  const m = random.pick(found);
  const put = typeof replacement === "function" ? replacement(...m) : replacement;
  return text.slice(0, m.index) + put + text.slice(m.index + m[0].length);
}

/** Spoils one registration. */
function route(change) {
  return (text, random) => {
    const parts = pieces(text);
    if (!parts) return undefined;
    const order = random.some([...parts.list.keys()], parts.list.length);
    const from = random.int(0, order.length - 1);
    for (let i = 0; i < order.length; i++) {
      const at = order[(from + i) % order.length];
      const changed = change(parts.list[at], random);
      if (changed !== undefined && changed !== parts.list[at])
        return parts.head + parts.list.with(at, changed).join("");
    }
    return undefined;
  };
}

const swap = (pattern, replacement) =>
  route((piece, random) => replaceOne(random, piece, pattern, replacement));
const anywhere = (pattern, replacement) => (text, random) =>
  replaceOne(random, text, pattern, replacement);
const head = (piece) => piece.slice(0, 200);
const inPath = (change) =>
  route((piece) => {
    const m = /^([ \t]*(?:app|routes)\s*\.\w+\(\s*(?:\[[^\]]*\],\s*)?)("(?:[^"\\]|\\.)*")/.exec(
      head(piece),
    );
    if (!m || m[2] === '"*"') return undefined;
    const path = JSON.parse(m[2]);
    const changed = change(path);
    return changed === undefined || changed === path
      ? undefined
      : m[1] + JSON.stringify(changed) + piece.slice(m[0].length);
  });
const verb = (from, to) =>
  route((piece) => {
    const changed = piece.replace(
      new RegExp(`^([ \\t]*(?:app|routes)\\s*\\.)${from}\\(`),
      `$1${to}(`,
    );
    return changed === piece ? undefined : changed;
  });

/** name → mutation; the names say what the analyser would have done wrong. */
export const mutations = {
  "two routes in the wrong order": (text, random) => {
    const parts = pieces(text);
    if (!parts || parts.list.length < 2) return undefined;
    const at = random.int(0, parts.list.length - 2);
    const [a, b] = parts.list.slice(at, at + 2);
    // What follows the last registration is not part of it.
    const end = at === parts.list.length - 2 ? closing(b) : b.length;
    return (
      parts.head +
      parts.list.slice(0, at).join("") +
      b.slice(0, end) +
      "\n" +
      a +
      b.slice(end) +
      parts.list.slice(at + 2).join("")
    );
  },
  "a route forgotten": (text, random) => {
    const parts = pieces(text);
    if (!parts) return undefined;
    const at = random.int(0, parts.list.length - 1);
    const piece = parts.list[at];
    return parts.head + parts.list.with(at, piece.slice(closing(piece))).join("");
  },
  "GET for every method": verb("all", "get"),
  "every method for GET": verb("get", "all"),
  "every method for POST": verb("post", "all"),
  "POST for GET": verb("get", "post"),
  "a route as middleware for a prefix": verb("(?:all|get)", "use"),
  "a slash more": inPath((p) => `${p}/`),
  "a slash less": inPath((p) => p.replace(/(.)\/$/, "$1")),
  "a path as a prefix": inPath((p) => (p.endsWith("*") ? undefined : `${p.replace(/\/$/, "")}/*`)),
  "a prefix as a path": inPath((p) => (/.\/\*/.test(p) ? p.replace(/\/\*.*$/, "") : undefined)),
  "another case of letters": inPath((p) => (p.includes(":") ? undefined : p.toUpperCase())),
  "a parameter instead of a segment": inPath((p) => (/^\/[\w.-]+$/.test(p) ? "/:any" : undefined)),
  "a route for every path": inPath(() => "*"),
  "a guard forgotten": swap(
    /\bif \(!?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\) return next\(\);\n?|\bif \((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\) return next\(\);\n?/g,
    "",
  ),
  "a guard the wrong way round": swap(/\bif \(!\(?/g, (m) => m.replace("!", "")),
  "a test forgotten": swap(
    /\bif \((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\) \{/g,
    "if (true) {",
  ),
  "a test asked twice": swap(
    /^([ \t]*)if \((.*(?:effect\(|later\(|hits\+\+).*)\)(?= \{$| return next|$)/gm,
    (_, indent, test) => `${indent}if ((${test}, ${test}))`,
  ),
  "and taken for or": swap(/ && /g, " || "),
  "equal taken for a prefix": swap(
    /\b([\w.]+) === ("\/[^"]*"|'\/[^']*')/g,
    (_, name, path) => `${name}.startsWith(${path})`,
  ),
  "no way on to the next route": swap(/return next\(\);/g, 'return new Response("stopped");'),
  "no way on after a middleware": swap(/await next\(\);?|return next\(\);?/g, ""),
  "an await lost": swap(/\bawait (?=later|request\.|req\.|handle\d)/g, ""),
  "a return lost": swap(/\breturn (?=new Response|Response\.json|handle\d)/g, ""),
  "an effect hoisted out of its handler": (text, random) => {
    const parts = pieces(text);
    if (!parts) return undefined;
    const all = parts.list.flatMap((piece, i) =>
      [...piece.matchAll(/effect\("[^"]*"\);/g)].map((m) => ({ i, m })),
    );
    if (all.length === 0) return undefined;
    const { i, m } = random.pick(all);
    const without = parts.list[i].slice(0, m.index) + parts.list[i].slice(m.index + m[0].length);
    return `${parts.head}${m[0]}\n${parts.list.with(i, without).join("")}`;
  },
  "an effect twice": swap(/effect\("[^"]*"\);/g, (m) => `${m} ${m}`),
  "an effect forgotten": swap(/effect\("[^"]*"\);/g, ""),
  "a count twice": swap(/hits\+\+/g, "(hits++, hits++)"),
  "a binding forgotten": swap(/^[ \t]+const (?!headers|url2)[^\n]*;\n/gm, ""),
  "state of the module inside a handler": (text, random) =>
    /hits/.test(pieces(text)?.list.join("") ?? "") ? mutationsOfState(text, random) : undefined,
  "exceptions answered by the framework": anywhere(/^app\.onError\(rethrow\);\n?/gm, ""),
  "paths decoded and HEAD answered by GET": anywhere(/workerRouting\(\)/g, ""),
  "letters of any case": anywhere(/caseSensitive: true/g, "caseSensitive: false"),
  "slashes at the end ignored": anywhere(/\bstrict: true/g, "strict: false"),
  "a decoded path in a test": swap(
    /\bnew URL\((?:\w+(?:\.\w+)*)\.url\)/g,
    (m) => `new URL(decodeURI(${m.slice(8, -1)}))`,
  ),
  "another environment": anywhere(/\bc\.env\b/g, "({})"),
  "no context": anywhere(/\bc\.executionCtx\b/g, "(undefined as never)"),
  "a catch forgotten": anywhere(
    /\bcatch \((\w+)(: any)?\) \{/g,
    (m, name, type) => `catch (${name}${type ?? ""}) { throw ${name};`,
  ),
  "a rejection caught that nobody waited for": anywhere(/\blate\((?=\w)/g, "("),
  "a regular expression without its beginning": swap(/\/\^(?=\\\/)/g, "/"),
  "a regular expression without its end": swap(/\$\/(?=[.)gimsuy])/g, "/"),
  "a constant's value of another time": swap(/\bPATH\b/g, '"/a"'),
};

function mutationsOfState(text, random) {
  return route((piece) => {
    if (!/\bhits\b/.test(piece)) return undefined;
    return piece.replace(/=> \{|\) \{/, (m) => `${m} let hits = 0;`);
  })(text, random);
}

/** Where the statement that begins piece ends: after the line that closes it. */
function closing(piece) {
  const m = /^[ \t]*\}?\)+;?[ \t]*(?:\/\/.*)?\r?$/m.exec(piece);
  const oneLine = /^[^\n]*\);[ \t]*\r?$/m.exec(
    piece.slice(0, piece.indexOf("\n") + 1 || piece.length),
  );
  if (oneLine) return oneLine[0].length;
  return m ? m.index + m[0].length : piece.length;
}
