// w2c-data:add.wasm
var add_default = new WebAssembly.Module(Uint8Array.from(atob("AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags="), (c) => c.charCodeAt(0)));

// index.js
var index_default = {
  async fetch() {
    const instance = await WebAssembly.instantiate(add_default);
    return new Response(String(instance.exports.add(1, 2)));
  }
};
export {
  index_default as default
};
//# sourceMappingURL=worker.js.map
