(async function () {"use strict";let __w2c_table = {}; const require = (n) => { const m = __w2c_table[String(n).replace((__w2c_regexp("^(\\.?\\/)+", "")), "")]; if (m) return m(); throw new Error("No such module \"" + n + "\"."); };
var __defProp = Object.defineProperty;
var __name = (target, value) => __defProp(target, "name", { value, configurable: true });
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// index.js
var index_exports = {};
__export(index_exports, {
  Api: () => Api,
  default: () => index_default
});
var Api = class {
  
    
  
  answer() {
    return 42;
  }
};
var index_default = class {
  static {
    __name(this, "default");
  }
  async fetch(request) {
    return new Response(this.env.STAGE);
  }
};

// w2c-entry.js
__w2c_register(index_exports);
})()
