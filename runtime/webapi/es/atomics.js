// https://tc39.es/ecma262/#sec-atomics-object
// An isolate has one thread, so plain reads and writes are atomic.
(function () {
  const base = Object.getPrototypeOf(Uint8Array);
  const describe = (name) => Object.getOwnPropertyDescriptor(base.prototype, name).get;
  const { apply } = Reflect;
  const tagOf = describe(Symbol.toStringTag);
  const lengthOf = describe("length");
  const bufferOf = describe("buffer");
  const offsetOf = describe("byteOffset");

  const kinds = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array };
  const integers = Object.keys(kinds);
  const waitables = ["Int32Array", "BigInt64Array"];
  const lost = (array) => {
    const buffer = apply(bufferOf, array, []);
    // A view that is out of bounds has no length and no offset, as that of a
    // detached buffer; entries() tells it from an empty one.
    if (buffer.detached) return true;
    try {
      array.keys();
      return false;
    } catch {
      return true;
    }
  };
  const check = (array, names = integers) => {
    const tag = Object(array) === array ? apply(tagOf, array, []) : undefined;
    if (!names.includes(tag)) {
      const shown = Object(array) === array ? Object.prototype.toString.call(array) : String(array);
      throw new TypeError(`${shown} is not an ${names === waitables ? "int32 or BigInt64" : "integer"} typed array.`);
    }
    if (lost(array)) throw new TypeError("Cannot perform Atomics operation on a detached ArrayBuffer");
    return tag.startsWith("Big");
  };
  const integer = (value) => {
    const n = Math.trunc(Number(value));
    return n !== n ? 0 : n + 0;
  };
  const place = (array, index) => {
    const size = apply(lengthOf, array, []);
    const n = integer(index);
    if (!(n >= 0 && n < size)) throw new RangeError(`Invalid atomic access index: ${String(index)}`);
    return n;
  };
  const again = (array, at) => {
    if (lost(array)) throw new TypeError("Cannot perform Atomics operation on a detached ArrayBuffer");
    if (at >= apply(lengthOf, array, [])) throw new RangeError("Invalid atomic access index");
  };
  // Wide enough to change nothing; unlike BigInt() it refuses numbers.
  const toBigInt = (value) => BigInt.asIntN(4096, value);
  const modify = (operation) => (array, index, value) => {
    const big = check(array);
    const at = place(array, index);
    const operand = big ? toBigInt(value) : integer(value);
    again(array, at);
    const old = array[at];
    array[at] = operation(old, operand);
    return old;
  };
  // whole lets numbers wrap round as the element type does.
  const whole = (f) => (a, b) => (typeof a === "bigint" ? f(a, b) : f(a, Number.isFinite(b) ? b % 2 ** 32 : 0));
  const add = modify(whole((a, b) => a + b));
  const sub = modify(whole((a, b) => a - b));
  const and = modify((a, b) => a & b);
  const or = modify((a, b) => a | b);
  const xor = modify((a, b) => a ^ b);
  const exchange = modify((a, b) => b);

  // Who waits for a place in a shared buffer; nobody but waitAsync may.
  const waiting = [];
  const isShared = (buffer) => buffer[Symbol.toStringTag] === "SharedArrayBuffer";

  const Atomics = {
    load(array, index) {
      check(array);
      const at = place(array, index);
      again(array, at);
      return array[at];
    },
    store(array, index, value) {
      const big = check(array);
      const at = place(array, index);
      const given = big ? toBigInt(value) : integer(value);
      again(array, at);
      array[at] = given;
      return given;
    },
    add(array, index, value) {
      return add(array, index, value);
    },
    sub(array, index, value) {
      return sub(array, index, value);
    },
    and(array, index, value) {
      return and(array, index, value);
    },
    or(array, index, value) {
      return or(array, index, value);
    },
    xor(array, index, value) {
      return xor(array, index, value);
    },
    exchange(array, index, value) {
      return exchange(array, index, value);
    },
    compareExchange(array, index, expected, replacement) {
      const big = check(array);
      const at = place(array, index);
      const from = big ? toBigInt(expected) : integer(expected);
      const to = big ? toBigInt(replacement) : integer(replacement);
      again(array, at);
      const old = array[at];
      const probe = new kinds[apply(tagOf, array, [])](1);
      probe[0] = from;
      if (old === probe[0]) array[at] = to;
      return old;
    },
    isLockFree(size) {
      return [1, 2, 4, 8].includes(integer(size));
    },
    wait(array, index, value, timeout) {
      check(array, waitables);
      if (!isShared(apply(bufferOf, array, [])))
        throw new TypeError("[object Int32Array] is not a shared typed array.");
      place(array, index);
      typeof array[0] === "bigint" ? toBigInt(value) : integer(value);
      Number(timeout);
      throw new TypeError("Atomics.wait cannot be called in this context");
    },
    waitAsync(array, index, value, timeout) {
      const big = check(array, waitables);
      const buffer = apply(bufferOf, array, []);
      if (!isShared(buffer)) throw new TypeError("[object Int32Array] is not a shared typed array.");
      const at = place(array, index);
      const expected = big ? BigInt.asIntN(64, toBigInt(value)) : integer(value) | 0;
      const limit = timeout === undefined ? NaN : Number(timeout);
      if (array[at] !== expected) return { async: false, value: "not-equal" };
      if (limit <= 0) return { async: false, value: "timed-out" };
      const byte = apply(offsetOf, array, []) + at * array.BYTES_PER_ELEMENT;
      const one = { buffer, byte };
      const promise = new Promise((resolve) => (one.wake = resolve));
      waiting.push(one);
      if (limit === limit && limit < 2 ** 31)
        setTimeout(() => {
          const i = waiting.indexOf(one);
          if (i >= 0) waiting.splice(i, 1)[0].wake("timed-out");
        }, limit);
      return { async: true, value: promise };
    },
    notify(array, index, count) {
      check(array, waitables);
      const at = place(array, index);
      let left = count === undefined ? Infinity : Math.max(integer(count), 0);
      const buffer = apply(bufferOf, array, []);
      if (!isShared(buffer)) return 0;
      const byte = apply(offsetOf, array, []) + at * array.BYTES_PER_ELEMENT;
      let woken = 0;
      for (let i = 0; i < waiting.length && left > 0; ) {
        if (waiting[i].buffer !== buffer || waiting[i].byte !== byte) {
          i++;
          continue;
        }
        waiting.splice(i, 1)[0].wake("ok");
        woken++;
        left--;
      }
      return woken;
    },
    pause() {
      const [n] = arguments;
      if (n !== undefined && !Number.isInteger(n)) throw new TypeError("Atomics.pause argument must be undefined or an integer");
    },
  };
  for (const name of Object.keys(Atomics)) Object.defineProperty(Atomics, name, { enumerable: false });
  Object.defineProperty(Atomics, Symbol.toStringTag, { value: "Atomics", configurable: true });
  return { Atomics };
});
