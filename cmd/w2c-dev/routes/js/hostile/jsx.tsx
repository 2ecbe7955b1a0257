/** @jsx h */
// JSX, with routes in it that are text.
declare function effect(what: unknown): boolean;
const h = (tag: string, props: object | null, ...children: unknown[]): string =>
  `<${tag}${Object.entries(props ?? {}).map(([k, v]) => ` ${k}="${v}"`).join("")}>${children.join("")}</${tag}>`;
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const html = (body: unknown) => new Response(String(body), { headers: { "content-type": "text/html" } });
    if (pathname === "/") {
      return html(<a href="/b">if (pathname === "/x") {pathname}</a>);
    }
    if (pathname === "/b") return html(<b>{/* if (pathname === "/y") */ "b"}</b>);
    return new Response("end", { status: 404 });
  },
};
