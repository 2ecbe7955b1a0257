// DOMException, as workerd has it: what it says are properties of each exception.
// Spec: https://webidl.spec.whatwg.org/#idl-DOMException
const CODES = {
  IndexSizeError: 1,
  DOMStringSizeError: 2,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoDataAllowedError: 6,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  ValidationError: 16,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

// Its instances are errors, the class itself does not inherit from Error.
class DOMException {
  constructor(message = "", name = "Error") {
    const e = Reflect.construct(Error, [`${message}`], new.target);
    name = `${name}`;
    const code = Object.hasOwn(CODES, name) ? CODES[name] : 0;
    const values = { code, name, message: e.message };
    for (const k of Object.keys(values))
      Object.defineProperty(e, k, {
        value: values[k],
        writable: false,
        enumerable: true,
        configurable: true,
      });
    Object.defineProperty(e, "stack", { enumerable: true });
    return e;
  }
}
Object.setPrototypeOf(DOMException.prototype, Error.prototype);
Object.defineProperty(DOMException, "length", { value: 0, configurable: true });
Object.defineProperty(DOMException.prototype, Symbol.toStringTag, {
  value: "DOMException",
  writable: true,
  configurable: true,
});
// IndexSizeError: INDEX_SIZE_ERR. Three names do not follow the rule.
const ODD = {
  InUseAttributeError: "INUSE_ATTRIBUTE_ERR",
  DOMStringSizeError: "DOMSTRING_SIZE_ERR",
  URLMismatchError: "URL_MISMATCH_ERR",
};
for (const name of Object.keys(CODES)) {
  const constant =
    ODD[name] ||
    name
      .slice(0, -5)
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toUpperCase() + "_ERR";
  for (const o of [DOMException, DOMException.prototype])
    Object.defineProperty(o, constant, {
      value: CODES[name],
      enumerable: true,
      configurable: true,
    });
}
