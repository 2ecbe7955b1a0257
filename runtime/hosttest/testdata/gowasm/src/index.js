// wasm_exec.js and go.wasm are put here by the test.
import "./wasm_exec.js";
import program from "./go.wasm";

let started;

async function start() {
  const go = new Go();
  const instance = await WebAssembly.instantiate(program, go.importObject);
  go.run(instance);
  await new Promise((resolve) => setTimeout(resolve, 0));
}

export default {
  async fetch(request) {
    started ??= start();
    await started;
    const url = new URL(request.url);
    if (url.pathname === "/later") return new Response(await new Promise((done) => goLater(done)));
    return new Response(goWork(url.searchParams.get("text")));
  },
};
