// URLPattern: what it is made of, what matches, and the groups of a match.
// One snippet a path: it shows what it returned or threw.
const show = (v, deep = false) => {
  if (typeof v === "string") return deep ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object")
    return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error || v instanceof DOMException)
    return `${v.name}: ${v.message}`;
  if (Array.isArray(v)) return `[${v.map((x) => show(x, true)).join(", ")}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}[${[...v]}]`;
  const p = Object.getPrototypeOf(v);
  if (p === Object.prototype || p === null)
    return `{${Object.keys(v)
      .map((k) => `${k}: ${show(v[k], true)}`)
      .join(", ")}}`;
  return Object.prototype.toString.call(v);
};

const snippets = {
  "urlpattern-length": async () => URLPattern.length,
  "urlpattern-pathname-a-b-exec-pathname-a-c": async () =>
    new URLPattern({ pathname: "/a/:b" }).exec({ pathname: "/a/c" }),
  "urlpattern-pathname-a-https-x-com-hostname": async () =>
    new URLPattern({ pathname: "/a" }, "https://x.com").hostname,
  "urlpattern-a-https-x-com-pathname": async () =>
    new URLPattern("/a", "https://x.com").pathname,
  "urlpattern-a": async () => new URLPattern("/a"),
  "urlpattern-5": async () => new URLPattern(5),
  "urlpattern-null-pathname": async () => new URLPattern(null).pathname,
  "urlpattern-pathname": async () => new URLPattern().pathname,
  "urlpattern-https-example-com-a-d-hasregexpgroups": async () =>
    new URLPattern("https://*.example.com/:a/(\\d+)").hasRegExpGroups,
  "urlpattern-pathname-a": async () => new URLPattern({ pathname: "/(a" }),
  "urlpattern-pathname-a-a": async () => new URLPattern({ pathname: "/:a/:a" }),
  "urlpattern-pathname-a-test": async () =>
    new URLPattern({ pathname: "/a" }).test(),
  "urlpattern-pathname-a-exec-foo": async () =>
    new URLPattern({ pathname: "/a" }).exec("foo"),
  "urlpattern-pathname-a-test-pathname-a-https-x": async () =>
    new URLPattern({ pathname: "/a" }).test({ pathname: "/a" }, "https://x"),
  "urlpattern-pathname-a-ignorecase-true-test-pathname-a": async () =>
    new URLPattern({ pathname: "/A" }, { ignoreCase: true }).test({
      pathname: "/a",
    }),
  "urlpattern-pathname-a-b-test-pathname-a": async () =>
    new URLPattern({ pathname: "/a{/b}?" }).test({ pathname: "/a" }),
  "urlpattern-pathname-a-exec-pathname-a-pathname-groups": async () =>
    new URLPattern({ pathname: "/a/*?" }).exec({ pathname: "/a" }).pathname
      .groups,
  "urlpattern-pathname-a-exec-pathname-pathname-groups": async () =>
    new URLPattern({ pathname: "/:a(.*)" }).exec({ pathname: "/" }).pathname
      .groups,
  "urlpattern-https-x-com-a-exec-https-x-com-a-inputs": async () =>
    new URLPattern("https://x.com/a").exec("https://x.com/a").inputs,
  "urlpattern-hostname-xn-caf-dma-com-hostname": async () =>
    new URLPattern({ hostname: "xn--caf-dma.com" }).hostname,
  "urlpattern-hostname-caf-com-hostname": async () =>
    new URLPattern({ hostname: "café.com" }).hostname,
  "urlpattern-port-80-protocol-http-port": async () =>
    new URLPattern({ port: "80", protocol: "http" }).port,
  "urlpattern-port-x-port": async () => new URLPattern({ port: "x" }).port,
  "urlpattern-pathname-n-a-exec-pathname-a-pathname-groups": async () =>
    new URLPattern({ pathname: "/(?<n>a)" }).exec({ pathname: "/a" }).pathname
      .groups,
  "urlpattern-pathname-a-a-test-pathname-a": async () =>
    new URLPattern({ pathname: "/((?=a)a)" }).test({ pathname: "/a" }),
  "urlpattern-search-a-b-exec-search-a-c": async () =>
    new URLPattern({ search: "a=:b" }).exec({ search: "?a=c" }),
  "urlpattern-pathname-a-baseurl-https-x-com-b-c-d-search": async () =>
    new URLPattern({ pathname: "/a", baseURL: "https://x.com/b?c#d" }).search,
};

export default {
  async fetch(request) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    if (snippet === undefined)
      return new Response("no such snippet", { status: 404 });
    try {
      return new Response(show(await snippet()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
