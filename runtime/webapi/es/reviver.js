// JSON.parse with a reviver, which is told what each primitive looked like:
// https://tc39.es/proposal-json-parse-with-source/
(function () {
  const { apply, deleteProperty, defineProperty, getOwnPropertyDescriptor } = Reflect;

  // Each level takes frames of the script's own stack, which must not run over.
  const deepest = 500;

  // Node is what the text says of one value: its source, its elements or its entries.
  const scan = (text) => {
    let i = 0;
    const space = () => {
      while (" \t\n\r".includes(text[i]) && i < text.length) i++;
    };
    const string = () => {
      const from = i++;
      while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
      return text.slice(from, ++i);
    };
    let depth = 0;
    const node = () => {
      if (++depth > deepest) throw new RangeError("Maximum call stack size exceeded");
      const read = unchecked();
      depth--;
      return read;
    };
    const unchecked = () => {
      space();
      const c = text[i];
      if (c === '"') return { source: string() };
      if (c === "[") {
        const elements = [];
        for (i++, space(); text[i] !== "]"; space()) {
          if (text[i] === ",") i++;
          elements[elements.length] = node();
        }
        i++;
        return { elements };
      }
      if (c === "{") {
        const entries = new Map();
        for (i++, space(); text[i] !== "}"; space()) {
          if (text[i] === ",") i++;
          space();
          const key = parse(string());
          space();
          i++; // the colon
          entries.set(key, node());
        }
        i++;
        return { entries };
      }
      const from = i;
      while (i < text.length && !" \t\n\r,]}".includes(text[i])) i++;
      return { source: text.slice(from, i) };
    };
    return node();
  };
  const { parse } = JSON;

  // bind notes the values as they were read: a reviver may change what it has not
  // seen yet, and what it changed has no source.
  const bind = (node, value) => {
    node.value = value;
    node.elements?.forEach((element, i) => bind(element, value[i]));
    node.entries?.forEach((entry, key) => bind(entry, getOwnPropertyDescriptor(value, key).value));
    return node;
  };

  const revive = (holder, key, reviver, node) => {
    const value = holder[key];
    const context = {};
    const known = node !== undefined && Object.is(node.value, value) ? node : undefined;
    if (Object(value) === value) {
      const each = (name, inner) => {
        const now = revive(value, name, reviver, inner);
        if (now === undefined) deleteProperty(value, name);
        else defineProperty(value, name, { value: now, writable: true, enumerable: true, configurable: true });
      };
      if (Array.isArray(value)) {
        const length = Math.min(Math.max(Math.trunc(Number(value.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
        for (let i = 0; i < length; i++) each(String(i), known?.elements?.[i]);
      } else {
        for (const name of Object.keys(value)) each(name, known?.entries?.get(name));
      }
    } else if (known) {
      context.source = known.source;
    }
    return apply(reviver, holder, [key, value, context]);
  };

  return {
    revive: (text, value, reviver) => revive({ "": value }, "", reviver, bind(scan(text), value)),
  };
});
