// util.parseArgs. https://nodejs.org/docs/latest-v22.x/api/util.html#utilparseargsconfig
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { validateArray, validateBoolean, validateObject, validateString, validateOneOf } = require("internal/validators");

  const parseArgs = function parseArgs(config = {}) {
    validateObject(config, "config");
    const args = config.args ?? require("process").argv.slice(2);
    const strict = config.strict ?? true, options = config.options ?? {}, wantTokens = config.tokens ?? false;
    const positionalsAllowed = config.allowPositionals ?? !strict, negative = config.allowNegative ?? false;
    validateArray(args, "args");
    validateBoolean(strict, "strict");
    validateBoolean(positionalsAllowed, "allowPositionals");
    validateBoolean(wantTokens, "tokens");
    validateObject(options, "options");
    for (const [name, o] of Object.entries(options)) {
      validateObject(o, `options.${name}`);
      validateOneOf(o.type, `options.${name}.type`, ["string", "boolean"]);
      if (o.short !== undefined) {
        validateString(o.short, `options.${name}.short`);
        if (o.short.length !== 1) throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}.short`, o.short, "must be a single character");
      }
      if (o.multiple !== undefined) validateBoolean(o.multiple, `options.${name}.multiple`);
    }
    const longOf = (short) => Object.keys(options).find((n) => options[n].short === short) ?? short;
    const typeOf = (name) => (Object.hasOwn(options, name) ? options[name].type : undefined);
    const tokens = [];
    const option = (name, rawName, index, value, inlineValue) => tokens.push({ kind: "option", name, rawName, index, value, inlineValue });

    for (let i = 0; i < args.length; i++) {
      const arg = String(args[i]), next = args[i + 1];
      if (arg === "--") {
        tokens.push({ kind: "option-terminator", index: i });
        for (i++; i < args.length; i++) tokens.push({ kind: "positional", index: i, value: args[i] });
        break;
      }
      if (arg.startsWith("--")) {
        const eq = arg.indexOf("=");
        if (eq > 2) { option(arg.slice(2, eq), arg.slice(0, eq), i, arg.slice(eq + 1), true); continue; }
        const name = arg.slice(2);
        if (typeOf(name) === "string" && next !== undefined) { option(name, arg, i, next, false); i++; } else option(name, arg, i, undefined, undefined);
        continue;
      }
      if (arg.length > 1 && arg[0] === "-") {
        for (let j = 1; j < arg.length; j++) {
          const name = longOf(arg[j]);
          if (typeOf(name) !== "string") { option(name, `-${arg[j]}`, i, undefined, undefined); continue; }
          if (j + 1 < arg.length) option(name, `-${arg[j]}`, i, arg.slice(j + 1), true);
          else if (next !== undefined) { option(name, `-${arg[j]}`, i, next, false); i++; } else option(name, `-${arg[j]}`, i, undefined, undefined);
          break;
        }
        continue;
      }
      tokens.push({ kind: "positional", index: i, value: arg });
    }

    const values = Object.create(null), positionals = [];
    for (const t of tokens) {
      if (t.kind === "positional") {
        if (!positionalsAllowed) throw new codes.ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(t.value);
        positionals.push(t.value);
        continue;
      }
      if (t.kind !== "option") continue;
      let { name, value } = t;
      let on = true;
      if (negative && name.startsWith("no-") && typeOf(name) === undefined && value === undefined) { name = name.slice(3); on = false; }
      if (strict) {
        const o = Object.hasOwn(options, name) ? options[name] : undefined;
        if (!o) throw new codes.ERR_PARSE_ARGS_UNKNOWN_OPTION(t.rawName, positionalsAllowed);
        const shown = o.short && t.rawName.length > 1 ? `-${o.short}, --${name}` : `--${name}`;
        if (o.type === "string" && typeof value !== "string") throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
        if (o.type === "boolean" && value != null) throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
        if (o.type === "string" && !t.inlineValue && value.length > 1 && value[0] === "-") {
          const example = t.rawName.startsWith("--") ? `'${t.rawName}=-XYZ'` : `'--${name}=-XYZ' or '${t.rawName}-XYZ'`;
          throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${t.rawName}' argument is ambiguous.\nDid you forget to specify the option argument for '${t.rawName}'?\nTo specify an option argument starting with a dash use ${example}.`);
        }
      }
      if (name === "__proto__") continue;
      const v = value ?? on;
      if (options[name]?.multiple) (values[name] ??= []).push(v);
      else values[name] = v;
    }
    for (const [name, o] of Object.entries(options)) if (o.default !== undefined && values[name] === undefined) values[name] = o.default;
    return wantTokens ? { values, positionals, tokens } : { values, positionals };
  };
  return { parseArgs };
})
