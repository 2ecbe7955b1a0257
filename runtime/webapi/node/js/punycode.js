// node:punycode, deprecated in Node and still used. https://www.rfc-editor.org/rfc/rfc3492
(function (native, internals) {
  "use strict";
  const BASE = 36, MAX = 2147483647;
  const fail = (why) => { throw new RangeError(why); };
  const ucs2decode = (text) => {
    const out = [];
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i), next = text.charCodeAt(i + 1);
      if (c >= 0xd800 && c <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
        out.push(((c & 0x3ff) << 10) + (next & 0x3ff) + 0x10000);
        i++;
      } else out.push(c);
    }
    return out;
  };
  const adapt = (delta, points, first) => {
    delta = first ? Math.floor(delta / 700) : delta >> 1;
    delta += Math.floor(delta / points);
    let k = 0;
    for (; delta > 455; k += BASE) delta = Math.floor(delta / 35);
    return Math.floor(k + (36 * delta) / (delta + 38));
  };
  const digitOf = (c) => (c >= 48 && c < 58 ? c - 22 : c >= 65 && c < 91 ? c - 65 : c >= 97 && c < 123 ? c - 97 : BASE);
  const threshold = (k, bias) => (k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias);

  const decode = (text) => {
    const out = [];
    let i = 0, n = 128, bias = 72, basic = text.lastIndexOf("-");
    if (basic < 0) basic = 0;
    for (let j = 0; j < basic; j++) {
      if (text.charCodeAt(j) >= 128) fail("Illegal input >= 0x80 (not a basic code point)");
      out.push(text.charCodeAt(j));
    }
    for (let at = basic > 0 ? basic + 1 : 0; at < text.length;) {
      const before = i;
      for (let w = 1, k = BASE; ; k += BASE) {
        if (at >= text.length) fail("Invalid input");
        const digit = digitOf(text.charCodeAt(at++));
        if (digit >= BASE) fail("Invalid input");
        if (digit > Math.floor((MAX - i) / w)) fail("Overflow: input needs wider integers to process");
        i += digit * w;
        const t = threshold(k, bias);
        if (digit < t) break;
        if (w > Math.floor(MAX / (BASE - t))) fail("Overflow: input needs wider integers to process");
        w *= BASE - t;
      }
      const length = out.length + 1;
      bias = adapt(i - before, length, before === 0);
      if (Math.floor(i / length) > MAX - n) fail("Overflow: input needs wider integers to process");
      n += Math.floor(i / length);
      i %= length;
      out.splice(i++, 0, n);
    }
    return String.fromCodePoint(...out);
  };
  const letter = (d) => String.fromCharCode(d + 22 + 75 * (d < 26 ? 1 : 0));
  const encode = (text) => {
    const input = ucs2decode(text);
    let out = input.filter((c) => c < 128).map((c) => String.fromCharCode(c)).join("");
    const basic = out.length;
    let handled = basic, n = 128, delta = 0, bias = 72;
    if (basic) out += "-";
    while (handled < input.length) {
      let m = MAX;
      for (const c of input) if (c >= n && c < m) m = c;
      if (m - n > Math.floor((MAX - delta) / (handled + 1))) fail("Overflow: input needs wider integers to process");
      delta += (m - n) * (handled + 1);
      n = m;
      for (const c of input) {
        if (c < n && ++delta > MAX) fail("Overflow: input needs wider integers to process");
        if (c !== n) continue;
        let q = delta;
        for (let k = BASE; ; k += BASE) {
          const t = threshold(k, bias);
          if (q < t) break;
          out += letter(t + ((q - t) % (BASE - t)));
          q = Math.floor((q - t) / (BASE - t));
        }
        out += letter(q);
        bias = adapt(delta, handled + 1, handled === basic);
        delta = 0;
        handled++;
      }
      delta++;
      n++;
    }
    return out;
  };
  const labels = (text, f) => {
    const parts = text.split("@");
    let before = "";
    if (parts.length > 1) { before = `${parts[0]}@`; text = parts[1]; }
    return before + text.replace(/[\x2E\u3002\uFF0E\uFF61]/g, ".").split(".").map(f).join(".");
  };
  return {
    version: "2.1.0",
    ucs2: { decode: ucs2decode, encode: (points) => String.fromCodePoint(...points) },
    decode, encode,
    toASCII: (text) => labels(text, (s) => (/[^\0-\x7F]/.test(s) ? `xn--${encode(s)}` : s)),
    toUnicode: (text) => labels(text, (s) => (/^xn--/.test(s) ? decode(s.slice(4).toLowerCase()) : s)),
  };
})
