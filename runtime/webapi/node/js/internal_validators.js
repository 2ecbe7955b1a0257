// Checks of arguments, with Node's errors.
(function (native, internals) {
  "use strict";
  const { codes } = internals.node.require("internal/errors");
  const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_SOCKET_BAD_PORT } = codes;

  const typed = (type) => (v, name) => {
    if (typeof v !== type) throw new ERR_INVALID_ARG_TYPE(name, type, v);
  };
  const validateInteger = (v, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) => {
    if (typeof v !== "number") throw new ERR_INVALID_ARG_TYPE(name, "number", v);
    if (!Number.isInteger(v)) throw new ERR_OUT_OF_RANGE(name, "an integer", v);
    if (v < min || v > max) throw new ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${max}`, v);
  };
  const validateNumber = (v, name, min, max) => {
    if (typeof v !== "number") throw new ERR_INVALID_ARG_TYPE(name, "number", v);
    if ((min != null && v < min) || (max != null && v > max) || ((min != null || max != null) && Number.isNaN(v))) {
      throw new ERR_OUT_OF_RANGE(name, `${min != null ? `>= ${min}` : ""}${min != null && max != null ? " && " : ""}${max != null ? `<= ${max}` : ""}`, v);
    }
  };
  const validateObject = (v, name, { allowArray = false, allowFunction = false, nullable = false } = {}) => {
    if ((!nullable && v === null) || (!allowArray && Array.isArray(v)) ||
        (typeof v !== "object" && (!allowFunction || typeof v !== "function"))) {
      throw new ERR_INVALID_ARG_TYPE(name, "Object", v);
    }
  };
  return {
    validateString: typed("string"),
    validateBoolean: typed("boolean"),
    validateFunction: typed("function"),
    validateInteger,
    validateNumber,
    validateObject,
    validateInt32: (v, name, min = -2147483648, max = 2147483647) => validateInteger(v, name, min, max),
    validateUint32(v, name, positive) {
      if (typeof v === "number" && Number.isInteger(v) && (v < (positive ? 1 : 0) || v > 4294967295)) {
        throw new ERR_OUT_OF_RANGE(name, `>= ${positive ? 1 : 0} && < 4294967296`, v);
      }
      validateInteger(v, name);
    },
    validateArray(v, name, least = 0) {
      if (!Array.isArray(v)) throw new ERR_INVALID_ARG_TYPE(name, "Array", v);
      if (v.length < least) throw new ERR_INVALID_ARG_VALUE(name, v, `must be longer than ${least}`);
    },
    validateOneOf(v, name, list) {
      if (!list.includes(v)) {
        throw new ERR_INVALID_ARG_VALUE(name, v, "must be one of: " + list.map((x) => (typeof x === "string" ? `'${x}'` : String(x))).join(", "));
      }
    },
    validateAbortSignal(v, name) {
      if (v !== undefined && (v === null || typeof v !== "object" || !("aborted" in v))) throw new ERR_INVALID_ARG_TYPE(name, "AbortSignal", v);
    },
    validateBuffer(v, name = "buffer") {
      if (!ArrayBuffer.isView(v)) throw new ERR_INVALID_ARG_TYPE(name, ["Buffer", "TypedArray", "DataView"], v);
    },
    validatePort(v, name = "Port", zero = true) {
      if ((typeof v !== "number" && typeof v !== "string") || (typeof v === "string" && v.trim() === "") ||
          +v !== +v >>> 0 || v > 65535 || (v == 0 && !zero)) throw new ERR_SOCKET_BAD_PORT(name, v, zero);
      return v | 0;
    },
  };
})
