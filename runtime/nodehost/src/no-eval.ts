// Workers cannot make code from strings: eval and new Function throw there, and
// libraries fall back to something else. The same happens here, so that they
// take the same path. Packages of the platform that do it while they load have
// loaded by then.

const refusal = "Code generation from strings disallowed for this context";

function refuse(): never {
  throw new EvalError(refusal);
}

export function forbidEval(): void {
  Object.defineProperty(globalThis, "eval", {
    value: refuse,
    configurable: true,
    writable: true,
  });
  const samples = [
    function () {},
    async function () {},
    function* () {},
    async function* () {},
  ];
  for (const sample of samples) {
    const prototype = Object.getPrototypeOf(sample) as object;
    const constructor = new Proxy(sample.constructor, {
      apply: refuse,
      construct: refuse,
    });
    Object.defineProperty(prototype, "constructor", {
      value: constructor,
      configurable: true,
    });
    if (sample === samples[0])
      Object.defineProperty(globalThis, "Function", {
        value: constructor,
        configurable: true,
        writable: true,
      });
  }
}
