// The requests that tell a lifted handler from its original: every path that a
// program names, and beside each the paths and methods that a wrong rewrite
// would take for it.

// The neighbours of a path: those that routers are known to take for it, then
// those that they could.
const likely = [
  (p) => `${p}/`,
  (p) => p.replace(/(.)\/$/, "$1"),
  (p) => p.toUpperCase(),
  (p) => p.replace(/[a-z](?=[^a-z]*$)/, (c) => c.toUpperCase()),
  (p) => p.replace(/[a-z]/, (c) => `%${c.charCodeAt(0).toString(16)}`),
  (p) => `${p}/extra`,
  (p) => `${p}x`,
  (p) => `${p}?q=1`,
];
const possible = [
  (p) => p.toLowerCase(),
  (p) => `/pre${p}`,
  (p) => `${p}?`,
  (p) => `/${p}`,
  (p) => p.replace(/\/([^/]*)$/, "//$1"),
  (p) => p.replace(/(.)\//, "$1%2F"),
  (p) => `${p}%`,
  (p) => `${p}/%zz`,
  (p) => `${p}/%C3%A9`,
  (p) => `${p}/é`,
  (p) => `/x/..${p}`,
  (p) => `/.${p}`,
  (p) => `${p}/.`,
  (p) => `${p}/%2e%2e`,
  (p) => `${p}#f`,
  (p) => p.replace(/[^/]+$/, "42"),
  (p) => p.replace(/[^/]+$/, ""),
  (p) => `${p}%0a`,
  (p) => `${p};v=1`,
];

// What may stand in a request line: begins with a slash, has no spaces.
function target(path) {
  const text = path.replace(/[\s\u0000-\u001f]/g, "%20");
  return text.startsWith("/") ? text : `/${text}`;
}

/**
 * count requests for a program that names these paths and methods: half of them
 * paths as they stand, by methods that are tested for; a quarter by others; the
 * rest are neighbours.
 */
export function requestsFor(random, { paths, methods }, count) {
  const list = random.some(["/", ...paths], count);
  const tested = [...new Set(["GET", ...methods].map((m) => m.toUpperCase()))];
  const others = ["HEAD", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PROPFIND"];
  const chosen = new Map();
  const add = (method, path) => {
    const request = { method, target: target(path), headers: headers(random) };
    if (method === "POST" || method === "PUT")
      request.body = random.pick(["", "x", '{"a":1}', "a=b&c=d"]);
    chosen.set(`${method} ${request.target}`, request);
  };
  for (let i = 0; i < count * 2 && chosen.size < count / 2; i++)
    add(random.pick(tested), list[i % list.length]);
  for (let i = 0; i < count / 4; i++) add(random.pick(others), random.pick(list));
  for (let i = 0; i < count * 2 && chosen.size < count; i++)
    add(
      random.chance(0.8) ? random.pick(tested) : random.pick(others),
      random.pick(random.chance(0.6) ? likely : possible)(random.pick(list)),
    );
  // Their order matters to programs that remember.
  return random.some([...chosen.values()], chosen.size);
}

function headers(random) {
  const list = [];
  if (random.chance(0.2)) list.push(["x-flag", "1"]);
  if (random.chance(0.3)) list.push(["authorization", random.pick(["secret", "no"])]);
  if (random.chance(0.3)) list.push(["origin", random.pick(["https://a.test", "https://b.test"])]);
  return list;
}

/** The bytes of a request. */
export function bytes({ method, target, headers, body }) {
  let head = `${method} ${target} HTTP/1.1\r\nHost: example.com\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  if (body !== undefined) head += `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(`${head}\r\n${body ?? ""}`, "utf8");
}
