// node:assert as workerd has it: every comparison is the strict one.
// https://nodejs.org/docs/latest-v22.x/api/assert.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { isDeepStrictEqual, isPartial } = require("internal/comparisons");
  const { AssertionError, strictDifference } = require("internal/assertion_error");
  const { inspect } = require("internal/inspect");
  const types = require("internal/types");

  // The message of a caller may be an error, which is then what is thrown.
  const fail = (o) => {
    if (o.message instanceof Error && o.own) throw o.message;
    throw new AssertionError(o);
  };
  const both = (n) => { if (n < 2) throw new codes.ERR_MISSING_ARGS("actual", "expected"); };
  function assert(value, message) {
    if (arguments.length === 0) throw new AssertionError({ message: "No value argument passed to `assert.ok()`" });
    if (!value) fail({ actual: value, expected: true, message, operator: "==", stackStartFn: assert });
  }
  const ok = function ok(value, message) {
    if (arguments.length === 0) throw new AssertionError({ message: "No value argument passed to `assert.ok()`" });
    if (!value) fail({ actual: value, expected: true, message, operator: "==", stackStartFn: ok });
  };
  const strictEqual = function strictEqual(actual, expected, message) {
    both(arguments.length);
    if (!Object.is(actual, expected)) {
      throw new AssertionError({ actual, expected, message: message ?? strictDifference(actual, expected), operator: "strictEqual", stackStartFn: strictEqual });
    }
  };
  const notStrictEqual = function notStrictEqual(actual, expected, message) {
    both(arguments.length);
    if (Object.is(actual, expected)) {
      throw new AssertionError({ actual, expected, message: message ?? "Expected actual to be strictly unequal to expected", operator: "notStrictEqual", stackStartFn: notStrictEqual });
    }
  };
  const deepStrictEqual = function deepStrictEqual(actual, expected, message) {
    both(arguments.length);
    if (!isDeepStrictEqual(actual, expected)) fail({ actual, expected, message, own: true, operator: "deepStrictEqual", stackStartFn: deepStrictEqual });
  };
  const notDeepStrictEqual = function notDeepStrictEqual(actual, expected, message) {
    both(arguments.length);
    if (isDeepStrictEqual(actual, expected)) {
      fail({ actual, expected, own: true, message: message ?? "Expected actual to not be deeply strictly equal to expected", operator: "notDeepStrictEqual", stackStartFn: notDeepStrictEqual });
    }
  };
  const partialDeepStrictEqual = function partialDeepStrictEqual(actual, expected, message) {
    both(arguments.length);
    if (!isPartial(actual, expected)) fail({ actual, expected, message, own: true, operator: "partialDeepStrictEqual", stackStartFn: partialDeepStrictEqual });
  };

  const matches = (caught, expected, message, f) => {
    if (typeof expected === "function") {
      if (expected.prototype !== undefined && caught instanceof expected) return;
      if (Object.prototype.isPrototypeOf.call(Error, expected)) {
        let text = message;
        if (!text) {
          text = `The error is expected to be an instance of "${expected.name}". Received `;
          text += caught instanceof Error ? `"${caught.name}"` : `"${inspect(caught, { depth: -1 })}"`;
          if (caught?.message !== undefined) text += `\n\nError message:\n\n${caught.message}`;
        }
        const e = new AssertionError({ actual: caught, expected, message: text, operator: f.name, stackStartFn: f });
        e.generatedMessage = !message;
        throw e;
      }
      const answer = Reflect.apply(expected, {}, [caught]);
      if (answer === true) return;
      let text = message;
      if (!text) {
        text = `The ${expected.name ? `"${expected.name}" ` : ""}validation function is expected to return "true". Received ${inspect(answer)}`;
        if (caught instanceof Error) text += `\n\nCaught error:\n\n${caught}`;
      }
      const e = new AssertionError({ actual: caught, expected, message: text, operator: f.name, stackStartFn: f });
      e.generatedMessage = !message;
      throw e;
    }
    if (types.isRegExp(expected)) {
      const text = String(caught);
      if (expected.exec(text) !== null) return;
      const e = new AssertionError({
        actual: caught, expected, operator: f.name, stackStartFn: f,
        message: message || `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`,
      });
      e.generatedMessage = !message;
      throw e;
    }
    if (typeof caught !== "object" || caught === null) {
      const e = new AssertionError({ actual: caught, expected, message, operator: "deepStrictEqual", stackStartFn: f });
      e.operator = f.name;
      throw e;
    }
    const keys = Object.keys(expected);
    if (expected instanceof Error) keys.push("name", "message");
    else if (keys.length === 0) throw new codes.ERR_INVALID_ARG_VALUE("error", expected, "may not be an empty object");
    for (const k of keys) {
      if (typeof caught[k] === "string" && types.isRegExp(expected[k]) && expected[k].exec(caught[k]) !== null) continue;
      if (k in caught && isDeepStrictEqual(caught[k], expected[k])) continue;
      if (message) fail({ actual: caught, expected, message, own: true, operator: f.name, stackStartFn: f });
      throw new AssertionError({ actual: caught[k], expected: expected[k], operator: "deepStrictEqual", stackStartFn: f });
    }
  };
  const NOTHING = {};
  const expectsError = (f, caught, expected, message) => {
    if (typeof expected === "string") {
      if (message !== undefined) throw new codes.ERR_INVALID_ARG_TYPE("error", ["Object", "Error", "Function", "RegExp"], expected);
      if (typeof caught === "object" && caught !== null && caught.message === expected) {
        throw new codes.ERR_AMBIGUOUS_ARGUMENT("error/message", `The error message "${caught.message}" is identical to the message.`);
      }
      if (caught !== NOTHING && caught === expected) throw new codes.ERR_AMBIGUOUS_ARGUMENT("error/message", `The error "${caught}" is identical to the message.`);
      message = expected;
      expected = undefined;
    } else if (expected != null && typeof expected !== "object" && typeof expected !== "function") {
      throw new codes.ERR_INVALID_ARG_TYPE("error", ["Object", "Error", "Function", "RegExp"], expected);
    }
    if (caught === NOTHING) {
      const kind = f === rejects ? "rejection" : "exception";
      const details = `${expected?.name ? ` (${expected.name})` : ""}${message ? `: ${message}` : "."}`;
      fail({ actual: undefined, expected, operator: f.name, message: `Missing expected ${kind}${details}`, stackStartFn: f });
    }
    if (expected) matches(caught, expected, message, f);
  };
  const expectsNone = (f, caught, expected, message) => {
    if (caught === NOTHING) return;
    if (typeof expected === "string") { message = expected; expected = undefined; }
    if (!expected || (typeof expected === "function" ? caught instanceof expected : expected.test?.(String(caught)))) {
      const details = message ? `: ${message}` : ".";
      fail({ actual: caught, expected, operator: f.name, message: `Got unwanted ${f === doesNotThrow ? "exception" : "exception"}${details}\nActual message: "${caught?.message}"`, stackStartFn: f });
    }
    throw caught;
  };
  const thrown = (fn) => {
    if (typeof fn !== "function") throw new codes.ERR_INVALID_ARG_TYPE("fn", "function", fn);
    try { fn(); } catch (e) { return e; }
    return NOTHING;
  };
  const rejected = async (from) => {
    let promise = from;
    if (typeof from === "function") {
      promise = from();
      if (!(promise instanceof Promise) && typeof promise?.then !== "function") throw new codes.ERR_INVALID_RETURN_VALUE("instance of Promise", "promiseFn", promise);
    } else if (typeof from?.then !== "function") throw new codes.ERR_INVALID_ARG_TYPE("promiseFn", ["function", "Promise"], from);
    try { await promise; } catch (e) { return e; }
    return NOTHING;
  };
  const throws = function throws(fn, error, message) { expectsError(throws, thrown(fn), error, message); };
  const doesNotThrow = function doesNotThrow(fn, error, message) { expectsNone(doesNotThrow, thrown(fn), error, message); };
  const rejects = async function rejects(promiseFn, error, message) { expectsError(rejects, await rejected(promiseFn), error, message); };
  const doesNotReject = async function doesNotReject(promiseFn, error, message) { expectsNone(doesNotReject, await rejected(promiseFn), error, message); };

  const regexp = (text, re, message, f, want) => {
    if (!types.isRegExp(re)) throw new codes.ERR_INVALID_ARG_TYPE("regexp", "RegExp", re);
    if ((re.exec(text) !== null) === want) return;
    fail({
      actual: text, expected: re, operator: f.name, stackStartFn: f, own: true,
      message: message ?? `actual: "${text}" expected to ${want ? "" : "not "}match: "${re}"`,
    });
  };
  const match = function match(actual, expected, message) { regexp(actual, expected, message, match, true); };
  const doesNotMatch = function doesNotMatch(actual, expected, message) { regexp(actual, expected, message, doesNotMatch, false); };

  const exports = Object.assign(assert, {
    AssertionError,
    deepEqual: deepStrictEqual, deepStrictEqual, doesNotMatch, doesNotReject, doesNotThrow,
    equal: strictEqual,
    fail: function fail(message) {
      if (message instanceof Error) throw message;
      const e = new AssertionError({ message: message === undefined ? "Failed" : message, operator: "fail", stackStartFn: fail });
      e.generatedMessage = message === undefined;
      throw e;
    },
    ifError(v) {
      if (v === null || v === undefined) return;
      let message = "ifError got unwanted exception: ";
      if (typeof v === "object" && typeof v.message === "string") message += v.message.length === 0 && v.constructor ? v.constructor.name : v.message;
      else message += inspect(v);
      throw new AssertionError({ actual: v, expected: null, operator: "ifError", message });
    },
    match,
    notDeepEqual: notDeepStrictEqual, notDeepStrictEqual, notEqual: notStrictEqual, notStrictEqual, ok, partialDeepStrictEqual, rejects,
    strict: undefined, strictEqual, throws,
  });
  exports.strict = exports;
  return exports;
})
