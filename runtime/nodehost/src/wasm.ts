// WebAssembly modules come with the Worker and are compiled while it loads.
// Making one from bytes at run time is refused, as it is in a Workers isolate,
// so that libraries which try take the same path here.

import { onLoad } from "./parts.ts";

const NativeModule = WebAssembly.Module;
const nativeInstantiate = WebAssembly.instantiate;

/** A module that the Worker imports; the bundle holds it as base64. */
export function wasmModule(base64: string): WebAssembly.Module {
  return new NativeModule(Buffer.from(base64, "base64"));
}

function refuse(what: string): never {
  throw new WebAssembly.CompileError(
    `WebAssembly.${what}(): Wasm code generation disallowed by embedder`,
  );
}

function isBuffer(value: unknown): boolean {
  return (
    value instanceof ArrayBuffer ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView))
  );
}

function isObject(value: unknown): boolean {
  return (
    (typeof value === "object" && value !== null) || typeof value === "function"
  );
}

function forbidWasmCode(): void {
  const define = (name: string, value: unknown, enumerable: boolean): void => {
    Object.defineProperty(WebAssembly, name, {
      value,
      enumerable,
      configurable: true,
      writable: true,
    });
  };
  const refusing = new Proxy(NativeModule, {
    construct: () => refuse("Module"),
  });
  define("Module", refusing, false);
  Object.defineProperty(NativeModule.prototype, "constructor", {
    value: refusing,
    configurable: true,
    writable: true,
  });
  const methods = {
    async compile(_bytes: unknown): Promise<never> {
      return refuse("compile");
    },
    async instantiate(source: unknown): Promise<unknown> {
      if (isBuffer(source)) {
        const imports: unknown = arguments[1];
        if (imports !== undefined && !isObject(imports))
          throw new TypeError(
            "WebAssembly.instantiate(): Argument 1 must be an object",
          );
        refuse("instantiate");
      }
      // Not a rest parameter: the method's length is 1.
      return nativeInstantiate.apply(
        WebAssembly,
        arguments as unknown as Parameters<typeof nativeInstantiate>,
      );
    },
  };
  define("compile", methods.compile, true);
  define("instantiate", methods.instantiate, true);
  for (const name of ["compileStreaming", "instantiateStreaming"])
    Reflect.deleteProperty(WebAssembly, name);
}

onLoad({ before: forbidWasmCode });
