// node:os, which knows as little about its machine as workerd tells.
// https://nodejs.org/docs/latest-v22.x/api/os.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { validateInt32, validateObject } = require("internal/validators");
  const constants = require("internal/numbers").os();
  const os = {
    EOL: "\n", devNull: "/dev/null", constants,
    availableParallelism() { return 1; },
    arch() { return "x64"; },
    cpus() { return []; },
    endianness() { return "LE"; },
    freemem() { return 0; },
    getPriority() { return 0; },
    homedir() { return "/tmp/"; },
    hostname() { return "localhost"; },
    loadavg() { return [0, 0, 0]; },
    machine() { return "x86_64"; },
    networkInterfaces() { return {}; },
    platform() { return "linux"; },
    release() { return ""; },
    setPriority(pid, priority) {
      if (priority === undefined) { priority = pid; pid = 0; validateInt32(priority === undefined ? undefined : priority, "pid"); }
      validateInt32(pid, "pid");
      validateInt32(priority, "priority", -20, 19);
    },
    tmpdir() { return "/tmp/"; },
    totalmem() { return 0; },
    type() { return "Linux"; },
    uptime() { return 0; },
    userInfo(options) {
      if (options !== undefined) validateObject(options, "options");
      return {};
    },
    version() { return ""; },
  };
  for (const name of ["availableParallelism", "arch", "endianness", "homedir", "hostname", "platform", "release", "tmpdir", "type", "version"]) {
    Object.defineProperty(os[name], Symbol.toPrimitive, { value: () => os[name](), configurable: true });
  }
  return os;
})
