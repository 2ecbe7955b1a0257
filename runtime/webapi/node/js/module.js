// node:module. https://nodejs.org/docs/latest-v22.x/api/module.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes, notImplemented } = require("internal/errors");
  const builtinModules = Object.freeze(internals.node.names());
  const isBuiltin = function isBuiltin(name) {
    return builtinModules.includes(String(name).replace(/^node:/, ""));
  };
  const createRequire = function createRequire(path) {
    const text = path instanceof URL ? path.href : path;
    if (typeof text !== "string" || !(text.startsWith("/") || text.startsWith("file:"))) {
      throw new codes.ERR_INVALID_ARG_VALUE("path", `${path}`, "The argument must be a file URL object, a file URL string, or an absolute path string.");
    }
    return function require(name) {
      const m = internals.node.builtin(String(name));
      if (m === undefined) throw new Error(`No such module "${name}".`);
      return m;
    };
  };
  function Module() { notImplemented("module.Module"); }
  const stub = (name) => { Module[name] = { [name]() { notImplemented(`module.${name}`); } }[name]; };
  for (const name of ["SourceMap", "_debug", "_findPath", "_initPaths", "_load", "_nodeModulePaths", "_preloadModules", "_resolveFilename",
    "_resolveLookupPaths", "enableCompileCache", "findPackageJSON", "findSourceMap", "flushCompileCache", "getCompileCacheDir",
    "getSourceMapsSupport", "register", "registerHooks", "runMain", "setSourceMapsSupport", "stripTypeScriptTypes", "syncBuiltinESMExports"]) stub(name);
  return Object.assign(Module, {
    Module, builtinModules, createRequire, isBuiltin, _cache: {}, _extensions: { ".js": undefined, ".json": undefined, ".node": undefined },
    _pathCache: {}, constants: { compileCacheStatus: {} }, globalPaths: [],
  });
})
