// Host modules: what a script imports from "cloudflare:*" and "node:*". The
// bundler turns such an import into __w2c_module(name).
(function (native, internals) {
  "use strict";
  const made = Object.create(null);
  const modules = Object.create(null);

  for (const name of ["workers", "email", "workflows"]) modules["cloudflare:" + name] = () => native.cloudflare()[name];

  const load = (name) => {
    name = String(name);
    if (name in made) return made[name];
    const m = modules[name] || native.defined(name);
    if (m === undefined) {
      throw new Error(`No such module "${name}". This server does not provide it; w2c convert --server hono runs the Worker on Node.js, which does.`);
    }
    return (made[name] = m());
  };
  return { __w2c_module: load };
})
