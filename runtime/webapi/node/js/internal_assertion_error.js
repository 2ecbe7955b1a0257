// AssertionError and the messages that show how two values differ.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { inspect } = require("internal/inspect");

  const shown = (v) => inspect(v, {
    compact: true, customInspect: false, depth: 1000, maxArrayLength: Infinity, showHidden: false, showProxy: false, sorted: true, getters: true,
  });
  const TITLES = {
    deepStrictEqual: "Expected values to be strictly deep-equal:",
    strictEqual: "Expected values to be strictly equal:",
    strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
    deepEqual: "Expected values to be loosely deep-equal:",
    notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
    notStrictEqual: 'Expected "actual" to be strictly unequal to:',
    notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
    notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
    notIdentical: "Values identical but not reference-equal:",
    notDeepEqualUnequal: "Expected values not to be loosely deep-equal:",
  };

  // contextual gives the lines before a difference that are worth a look.
  const contextual = (lines, i, same) => {
    if (same <= 2) return { text: "", skipped: false };
    let text = "", skipped = false;
    if (same > 4) {
      if (same === 5) text += `\n  ${lines[i - 3]}`;
      else { text += "\n..."; skipped = true; }
    }
    if (same > 3) text += `\n  ${lines[i - 2]}`;
    return { text: `${text}\n  ${lines[i - 1]}`, skipped };
  };

  const difference = (actual, expected, operator) => {
    const whole = shown(actual), a = whole.split("\n"), b = shown(expected).split("\n");
    let mark = "", i = 0;
    if (operator === "strictEqual" && ((typeof actual === "object" && actual !== null && typeof expected === "object" && expected !== null) ||
        (typeof actual === "function" && typeof expected === "function"))) operator = "strictEqualObject";
    if (a.length === 1 && b.length === 1 && a[0] !== b[0]) {
      const length = a[0].length + b[0].length;
      const simple = (v) => typeof v !== "object" || v === null;
      if (length <= 12) {
        if (simple(actual) && simple(expected) && (actual !== 0 || expected !== 0)) return `${TITLES[operator]}\n\n${a[0]} !== ${b[0]}\n`;
      } else if (operator !== "strictEqualObject" && length < 80) {
        while (a[0][i] === b[0][i]) i++;
        if (i > 2) mark = `\n  ${" ".repeat(i)}^`;
        i = 0;
      }
    }
    let end = "", other = "", skipped = false;
    while (a.length && b.length && a.at(-1) === b.at(-1)) {
      if (i++ < 3) end = `\n  ${a.at(-1)}${end}`;
      else other = a.at(-1);
      a.pop();
      b.pop();
    }
    const most = Math.max(a.length, b.length);
    if (most === 0) return `${TITLES.notIdentical}\n\n${whole}\n`;
    if (i >= 5) { end = `\n...${end}`; skipped = true; }
    if (other !== "") { end = `\n  ${other}${end}`; other = ""; }
    const longer = a.length < most ? b : a, least = Math.min(a.length, b.length);
    let text = "", same = 0, printed = 0;
    const head = () => `${TITLES[operator]}\n+ actual - expected${skipped ? " ... Lines skipped" : ""}\n`;
    const before = (lines) => {
      const c = contextual(lines, i, same);
      skipped ||= c.skipped;
      printed += c.text ? c.text.split("\n").length - 1 : 0;
      same = 0;
      text += c.text;
    };
    for (i = 0; i < most; i++) {
      if (i >= least) {
        before(longer);
        if (longer === a) text += `\n+ ${a[i]}`;
        else other += `\n- ${b[i]}`;
        printed++;
      } else {
        const comma = (x, y) => x.endsWith(",") && x.slice(0, -1) === y;
        let line = a[i];
        if (line !== b[i] && !comma(line, b[i]) && !comma(b[i], line)) {
          before(a);
          text += `\n+ ${line}`;
          other += `\n- ${b[i]}`;
          printed += 2;
        } else {
          if (comma(b[i], line)) line += ",";
          text += other;
          other = "";
          if (++same <= 2) { text += `\n  ${line}`; printed++; }
        }
      }
      if (printed > 50 && i < most - 2) { skipped = true; return `${head()}${text}\n...${other}\n...`; }
    }
    return `${head()}${text}${other}${end}${mark}`;
  };

  class AssertionError extends Error {
    constructor(options) {
      if (typeof options !== "object" || options === null) throw new codes.ERR_INVALID_ARG_TYPE("options", "object", options);
      const { message, operator, actual, expected } = options;
      if (message != null) super(String(message));
      else if (operator === "deepStrictEqual" || operator === "strictEqual") super(difference(actual, expected, operator));
      else if (operator === "notDeepStrictEqual" || operator === "notStrictEqual") {
        const text = shown(actual);
        super(text.includes("\n") ? `${TITLES[operator]}\n\n${text}\n` : `${TITLES[operator]}${text.length > 5 ? "\n\n" : " "}${text}`);
      } else {
        const clip = (s) => (s.length > 512 ? `${s.slice(0, 509)}...` : s);
        const left = clip(shown(actual)), right = clip(shown(expected));
        if (operator === "deepEqual") super(`${TITLES[operator]}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`);
        else super(`${left}${operator === "notDeepEqual" || operator === "notEqual" ? ` ${operator} ` : ` ${operator} `}${right}`);
      }
      this.generatedMessage = message == null;
      Object.defineProperty(this, "name", { value: "AssertionError [ERR_ASSERTION]", writable: true, configurable: true });
      this.code = "ERR_ASSERTION";
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
      Error.captureStackTrace?.(this, options.stackStartFn || options.stackStartFunction);
      this.stack;
      this.name = "AssertionError";
    }
    toString() { return `${this.name} [${this.code}]: ${this.message}`; }
  }

  // strictDifference is the message of equal and strictEqual: the lines of both
  // values, those that differ marked.
  const strictDifference = (actual, expected) => {
    const texts = typeof actual === "string" && typeof expected === "string";
    const flat = (v) => inspect(v, { compact: false, customInspect: true, depth: Infinity, sorted: true, maxArrayLength: Infinity, breakLength: Infinity, maxStringLength: Infinity });
    const x = texts ? actual : inspect(actual, { depth: Infinity, sorted: true, maxArrayLength: Infinity }), y = texts ? expected : inspect(expected, { depth: Infinity, sorted: true, maxArrayLength: Infinity });
    if (!texts && flat(actual) === flat(expected)) {
      return `Values have the same structure but are not reference-equal:\n\n${x.split("\n").map((l) => `    ${l}`).join("\n")}\n`;
    }
    const cut = (s) => (texts ? s.split(/(?<=\n)/).map((l) => l.replace(/\n$/, "\\n")) : s.split("\n"));
    const out = lineDifference(cut(x), cut(y));
    return `Values are not strictly equal:\n\n\n[Diff] Actual / Expected\n\n\n${out.join("\n")}\n${texts ? "\n" : ""}`;
  };
  const lineDifference = (a, b) => {
    const common = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
    const out = [];
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) { out.push(`    ${a[i++]}`); j++; }
      else if (i < a.length && (j >= b.length || common[i + 1][j] >= common[i][j + 1])) out.push(`-   ${a[i++]}`);
      else out.push(`+   ${b[j++]}`);
    }
    return out;
  };
  return { AssertionError, strictDifference };
})
