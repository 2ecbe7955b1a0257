// node:console: the global console, and a Console that writes to streams.
// https://nodejs.org/docs/latest-v22.x/api/console.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const console = globalThis.console;
  if (!("Console" in console)) {
    Object.defineProperty(console, "Console", {
      configurable: true, writable: true, enumerable: false,
      value: function Console() { require("internal/errors").notImplemented("Console"); },
    });
  }
  return console;
})
