import add from "./add.wasm";

export default {
  async fetch() {
    const instance = await WebAssembly.instantiate(add);
    return new Response(String(instance.exports.add(1, 2)));
  },
};
