// The binding as an object.
export async function run(probe, env) {
  const { KV } = env;
  await KV.put("a", "1");
  const prototype = Object.getPrototypeOf(KV);
  await probe.try("names", () => [Object.prototype.toString.call(KV), KV.constructor.name, typeof globalThis.KvNamespace]);
  await probe.try("own keys", () => [Object.keys(KV), JSON.stringify(KV)]);
  await probe.try("methods", () => Object.getOwnPropertyNames(prototype).sort());
  await probe.try("for in", () => {
    const seen = [];
    for (const name in KV) seen.push(name);
    return seen;
  });
  await probe.try("one class", () => [Object.getPrototypeOf(env.OTHER) === prototype, KV === env.KV, KV === env.OTHER]);
  for (const name of ["get", "put", "list", "delete", "getWithMetadata"]) {
    await probe.try(`${name} itself`, () => [KV[name].name, KV[name].length]);
    await probe.try(`${name} without this`, () => (0, KV[name])("a", "b"));
    await probe.try(`${name} of another`, () => KV[name].call({}, "a", "b"));
    await probe.try(`${name} of the prototype`, () => prototype[name]("a", "b"));
    await probe.try(`${name} of an heir`, () => Object.create(KV)[name]("a", "b"));
  }
  await probe.try("new", () => new KV.constructor());
  await probe.try("bound", () => KV.get.bind(KV)("a"));
  await probe.try("own property", () => {
    KV.note = 1;
    return [KV.note, Object.keys(KV)];
  });
}
