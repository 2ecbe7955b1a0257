// One line of text for any value, with what JSON does not tell of it.
export function show(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function told(value) {
  if (value === undefined) return "undefined";
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Map)
    return `Map{${[...value].map(([k, v]) => `${told(k)}=>${told(v)}`)}}`;
  if (value instanceof Set) return `Set{${[...value].map(told)}}`;
  if (value instanceof ArrayBuffer) return `Buffer[${new Uint8Array(value)}]`;
  if (value instanceof DataView)
    return `DataView[${new Uint8Array(value.buffer, value.byteOffset, value.byteLength)}]`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name}[${[...value].map(told)}]`;
  if (value instanceof Error)
    return `${value.constructor.name}(${value.name}: ${value.message}${"cause" in value ? `, ${told(value.cause)}` : ""})`;
  if (Array.isArray(value)) {
    const items = [];
    for (let i = 0; i < value.length; i++)
      items.push(i in value ? told(value[i]) : "-");
    return `[${items}]`;
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== "Object") return `${tag}{${String(value)}}`;
  return `{${Object.keys(value).map((k) => `${k}:${told(value[k])}`)}}`;
}
