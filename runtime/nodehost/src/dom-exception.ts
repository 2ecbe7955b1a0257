// DOMException: Node's own, which takes options where workerd takes a name.
const NodeException = globalThis.DOMException;

const WorkerException = new Proxy(NodeException, {
  construct: (target, [message = "", name = "Error"]: unknown[], newTarget) =>
    Reflect.construct(
      target,
      [`${message as string}`, `${name as string}`],
      newTarget,
    ) as object,
});
Object.defineProperty(NodeException.prototype, "constructor", {
  value: WorkerException,
  configurable: true,
  writable: true,
});
Object.defineProperty(globalThis, "DOMException", {
  value: WorkerException,
  configurable: true,
  writable: true,
});
