import { createComponent, createContext, createMemo, createRoot, createSignal, useContext } from "solid-js";
import { escape, renderToString, ssr } from "solid-js/web";

export default function run() {
  const Ctx = createContext("none");
  const value = createRoot((dispose) => { const [n, set] = createSignal(2); const sq = createMemo(() => n() ** 2); set(3); const v = sq(); dispose(); return v; });
  const html = renderToString(() => createComponent(Ctx.Provider, { value: "ctx", get children() { return ssr(["<p>", "</p>"], escape(useContext(Ctx) + " <&")); } }));
  return [typeof value, html];
}
