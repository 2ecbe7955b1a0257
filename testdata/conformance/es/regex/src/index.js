// Regular expressions, one snippet a path.
const snippets = {
  "property-letter": () => "aé1Ω漢".match(/\p{L}/gu),
  "property-script": () => "aΩя漢".match(/\p{Script=Greek}|\p{sc=Cyrl}/gu),
  "property-extension": () => /^\p{scx=Deva}+$/u.test("\u0964"),
  "property-negated": () => "a1 b".match(/\P{L}/gu),
  "property-in-class": () => "é_9-".match(/[\p{L}\p{Nd}_]/gu),
  "property-ignore-case": () => [/\p{Lu}/iu.test("a"), /[^\p{Lu}]/iu.test("a"), /\P{Lu}/iu.test("A")],
  "property-emoji": () => "a😀1".match(/\p{Emoji_Presentation}/gu),
  "property-strings": () => "👨‍👩‍👧🇩🇪1️⃣x".match(/\p{RGI_Emoji}/gv),
  "property-keycap": () => /^\p{Emoji_Keycap_Sequence}$/v.test("1️⃣"),
  "property-without-u": () => /\p{L}/.test("p{L}"),
  "property-unknown": () => new RegExp("\\p{Nope}", "u"),
  "set-difference": () => "aAéÉ".match(/[\p{L}--[a-z]]/gv),
  "set-intersection": () => "abcxyz".match(/[\w&&[a-c]]/gv),
  "set-nested": () => "a1-".match(/[[a-z][0-9]]/gv),
  "set-strings": () => "abcd".match(/[\q{abc|d}x]/gv),
  "set-negated": () => "a!b".match(/[^[a-z]]/gv),
  "set-ignore-case": () => "aBc".match(/[[A-C]--[b]]/giv),
  "set-error": () => new RegExp("[a&&&b]", "v"),
  "v-and-u": () => new RegExp("a", "uv"),
  indices: () => {
    const m = /(?<y>\d{4})-(?<m>\d\d)(x)?/d.exec("on 2026-11");
    return [m.indices, m.indices.groups.y, m.index, m.groups];
  },
  "indices-flag": () => [/a/d.hasIndices, /a/dg.flags, /a/.hasIndices],
  "modifier-on": () => ["AB", "Ab", "aB"].map((s) => /(?i:a)b/.test(s)),
  "modifier-off": () => ["AB", "Ab", "aB"].map((s) => /(?-i:a)b/i.test(s)),
  "modifier-lines": () => "a\nb".match(/(?m:^b)/)?.index,
  "modifier-dot": () => [/(?s:.)b/.test("\nb"), /.b/.test("\nb")],
  "named-duplicate": () => ["a1", "2b"].map((s) => /a(?<n>\d)|(?<n>\d)b/.exec(s).groups.n),
  "named-reference": () => /(?<q>['"]).*?\k<q>/.exec(`x "a'b" y`)[0],
  "named-replace": () => "2026-11-22".replace(/(?<y>\d+)-(?<m>\d+)-(?<d>\d+)/, "$<d>.$<m>.$<y>"),
  "named-proto": () => Object.getPrototypeOf(/(?<a>.)/.exec("x").groups),
  "repeated-groups": () => [/(?:(a)|b)*/.exec("ab"), /(z)((a+)?(b+)?(c))*/.exec("zaacbbbcac")],
  "empty-loop": () => [/(a*)*/.exec("b"), /(?:a*?)*b/.exec("aab")?.[0]],
  lookbehind: () => ["$42 €17".match(/(?<=\$)\d+/)[0], "$42 €17".match(/(?<!\$|\d)\d+/)[0]],
  "lookbehind-captures": () => /(?<=(\d+)(\d+))$/.exec("1053"),
  "lookbehind-reference": () => /(?<=\1(a))b/.exec("aab"),
  "lookahead-captures": () => [/(?=(a))a\1/.exec("aa"), /(?!(a))b/.exec("b")],
  sticky: () => {
    const r = /foo/y;
    return [r.test("xfoo"), r.lastIndex, ((r.lastIndex = 1), r.test("xfoo")), r.lastIndex];
  },
  "last-index": () => {
    const r = /a/g;
    return [r.exec("aba").index, r.lastIndex, r.exec("aba").index, r.exec("aba"), r.lastIndex];
  },
  "unicode-surrogates": () => ["😀".match(/./u)[0].length, "😀".match(/./)[0].length, /^.$/.test("😀"), /\udf06/u.test("\ud83d\udf06"), /\u{1F600}/u.test("😀")],
  "unicode-case": () => [/\u212a/i.test("k"), /\u212a/iu.test("k"), /ß/i.test("ẞ"), /ß/iu.test("ẞ"), /[^x]/iu.test("\u017f"), /\w/iu.test("\u017f"), /Σ/i.test("ς")],
  "match-all": () => [..."a1b22".matchAll(/[a-z](\d+)/g)].map((m) => [m[0], m[1], m.index]),
  "match-all-not-global": () => "a".matchAll(/a/),
  "match-none": () => ["x".match(/a/), "x".match(/a/g)],
  "replace-function": () => "a1b2".replace(/([a-z])(\d)/g, (m, a, d, i, s) => `[${a}${d}${i}${s.length}]`),
  "replace-named-function": () => "ab".replace(/(?<x>a)/, (...a) => JSON.stringify(a.at(-1))),
  "replace-patterns": () => "abc".replace(/(b)/, "[$1$&$`$'$$$2$01]"),
  "replace-all": () => ["a.b.c".replaceAll(".", "$&-"), "aXbX".replaceAll(/x/gi, "")],
  "replace-all-error": () => "a".replaceAll(/a/, "b"),
  "replace-empty": () => "abc".replace(/x*/g, "-"),
  "replace-unicode-empty": () => ["😀".replace(/(?:)/g, "-").length, "😀".replace(/(?:)/gu, "-").length],
  split: () => ["a1b2c".split(/\d/), "a1b2c".split(/(\d)/), "abc".split(/(?:)/), "".split(/x/), "".split(/(?:)/), "a,b,c".split(/,/, 2)],
  "split-unicode": () => "😀a".split(/(?:)/u),
  search: () => ["abc".search(/c/), "abc".search(/x/)],
  escape: () => [RegExp.escape("a.b*c"), RegExp.escape("1-x y"), RegExp.escape("é\n/"), new RegExp(RegExp.escape("(*)")).test("(*)")],
  "escape-error": () => RegExp.escape(5),
  source: () => [new RegExp("/").source, new RegExp("").source, new RegExp("\n").source, /[/]/.source, String(/a\/b/gi), new RegExp("a", "yg").flags],
  "to-string-tag": () => [Object.prototype.toString.call(/a/), typeof /a/, /a/ instanceof RegExp, /a/.constructor === RegExp],
  constructor: () => [RegExp(/a/g).flags, new RegExp(/a/g, "i").flags, RegExp("a") instanceof RegExp, RegExp.length, RegExp.name],
  "constructor-same": () => {
    const r = /a/;
    return [RegExp(r) === r, new RegExp(r) === r];
  },
  "flags-error": () => new RegExp("a", "gg"),
  "syntax-errors": () =>
    ["(", "[", "*", "a**", "(?<a>x)(?<a>y)", "(?<1>x)", "\\", "a{2,1}", "[b-a]", "(?<=a)*", "(?i-i:a)"].map((p) => {
      try {
        return new RegExp(p).source;
      } catch (e) {
        return e.message;
      }
    }),
  "unicode-errors": () =>
    ["\\-", "{", "a{1", "]", "\\c", "\\u{110000}", "\\1", "\\k", "(?=a)*", "[\\d-a]"].map((p) => {
      try {
        return new RegExp(p, "u").source;
      } catch (e) {
        return e.message;
      }
    }),
  "annex-b": () => [/\1(a)/.exec("a")[0], /[\c_]/.test("\x1f"), /\8/.test("8"), /\07/.test("\x07"), /a{,5}/.test("a{,5}"), /]/.test("]"), /\k/.test("k"), /[\d-x]+/.exec("1-x")[0]],
  "legacy-statics": () => {
    /(b)(c)/.exec("abcd");
    return [RegExp.$1, RegExp.$2, RegExp.lastMatch, RegExp["$`"], RegExp["$'"], RegExp.lastParen];
  },
  subclass: () => {
    class R extends RegExp {
      exec(s) {
        const m = super.exec(s);
        if (m) m[0] = m[0].toUpperCase();
        return m;
      }
    }
    const r = new R("b", "g");
    return ["abc".replace(r, "[$&]"), r instanceof R, r.test("b"), "abcb".match(r)];
  },
  "species-split": () => {
    class R extends RegExp {}
    return "a-b".split(new R("-"));
  },
  "custom-exec": () => {
    const r = /x/;
    r.exec = () => ({ index: 1, 0: "b", length: 1, groups: undefined });
    return ["abc".replace(r, "[$&]"), r.test("nothing")];
  },
  "long-alternation": () => /^(?:foo|bar|foobar|baz)$/.exec("foobar")[0],
  greedy: () => [/a.*b/.exec("aXbXb")[0], /a.*?b/.exec("aXbXb")[0], /\d{2,3}/.exec("12345")[0], /\d{2,3}?/.exec("12345")[0], /(a|ab)(c|bcd)(d*)/.exec("abcd")],
  multiline: () => ["a\nb\r\nc".match(/^.$/gm), /a$/.test("a\n"), /^b/m.test("a\u2028b")],
  "word-boundary": () => ["a b_c é".match(/\b\w+\b/g), "aé".match(/\B/g)?.length],
  "html-tags": () => '<a href="x">y</a><br/>'.match(/<\/?([a-z]+)((?:\s+[a-z]+(?:="[^"]*")?)*)\s*\/?>/gi),
  email: () => ["a@b.co", "a@b", "@b.co"].map((s) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(s)),
};

const run = async (f) => {
  try {
    return await f();
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

export default {
  async fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const show = (k, v) => (typeof v === "bigint" ? `${v}n` : v === undefined ? "undefined" : v);
    return new Response(JSON.stringify(await run(snippets[name]), show, 1));
  },
};
