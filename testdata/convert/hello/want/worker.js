(async function () {"use strict";let __w2c_table = {}; const require = (n) => { const m = __w2c_table[String(n).replace((__w2c_regexp("^(\\.?\\/)+", "")), "")]; if (m) return m(); throw new Error("No such module \"" + n + "\"."); };
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/index.js
var src_exports = {};
__export(src_exports, {
  default: () => src_default
});
var src_default = {
  fetch() {
    return new Response("Hello World!");
  }
};

// w2c-entry.js
__w2c_register(src_exports);
})()
