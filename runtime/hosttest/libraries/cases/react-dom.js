// Streaming server rendering with Suspense.
import { Suspense, createElement as h, use, useId, useMemo } from "react";
import { renderToReadableStream, renderToStaticMarkup } from "react-dom/server.edge";

const later = (v, ms) => new Promise((r) => setTimeout(r, ms, v));
const Slow = ({ data }) => h("b", null, use(data));
const Page = ({ data }) => h("html", null, h("head", null, h("title", null, "T")), h("body", null, h("p", { className: "x", style: { fontSize: 12 }, "aria-label": useId() }, useMemo(() => "hi & bye", [])), h(Suspense, { fallback: h("i", null, "wait") }, h(Slow, { data }))));

export default async function run() {
  const stream = await renderToReadableStream(h(Page, { data: later("done", 5) }));
  const text = await new Response(stream).text();
  const whole = await renderToReadableStream(h(Page, { data: Promise.resolve("now") }));
  await whole.allReady;
  return [text, await new Response(whole).text(), renderToStaticMarkup(h("ul", null, [1, 2].map((n) => h("li", { key: n }, n, " < ", n + 1))))];
}
