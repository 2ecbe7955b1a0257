(async function () {"use strict";let __w2c_table = {}; const require = (n) => { const m = __w2c_table[String(n).replace((__w2c_regexp("^(\\.?\\/)+", "")), "")]; if (m) return m(); throw new Error("No such module \"" + n + "\"."); };
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// index.js
var index_exports = {};
__export(index_exports, {
  default: () => index_default
});

// w2c-data:add.wasm
var add_default = __w2c_module("wasm:add-f61fd62f.wasm");

// index.js
var index_default = {
  async fetch() {
    const instance = await WebAssembly.instantiate(add_default);
    return new Response(String(instance.exports.add(1, 2)));
  }
};

// w2c-entry.js
__w2c_register(index_exports);
})()
