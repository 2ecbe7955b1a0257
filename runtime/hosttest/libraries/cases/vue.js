import { Teleport, computed, createSSRApp, defineComponent, h, inject, provide, ref } from "vue";
import { renderToString, renderToWebStream } from "@vue/server-renderer";

const Child = defineComponent({ props: { n: Number }, async setup(props) { const theme = inject("theme"); await new Promise((r) => setTimeout(r, 2)); return () => h("li", { class: [theme, { odd: props.n % 2 }], style: { color: "red" } }, `n=${props.n} <`); } });
const App = defineComponent({ setup(_, { slots }) { provide("theme", "dark"); const list = ref([1, 2]); const sum = computed(() => list.value.reduce((a, b) => a + b, 0)); return () => h("main", [h("ul", list.value.map((n) => h(Child, { n, key: n }))), h("p", sum.value), h("input", { value: 'a"b', disabled: true }), slots.default?.()]); } });

export default async function run() {
  const text = await renderToString(createSSRApp(App));
  return [text, (await new Response(renderToWebStream(createSSRApp(App))).text()) === text, typeof Teleport];
}
