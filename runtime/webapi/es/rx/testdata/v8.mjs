// usage: node v8gen.mjs SEED PATTERNS TEXTS  → JSON lines {p,f,e?,c:[{t:[units],l,r:[...]|null, i:lastIndexAfter}]}
let seed = (+process.argv[2] || 1) >>> 0;
const rnd = (n) => { seed |= 0; seed = (seed + 0x6d2b79f5) | 0; let t = Math.imul(seed ^ (seed >>> 15), 1 | seed); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) % n; };
const pick = (a) => a[rnd(a.length)];
const lit = ['a','b','c','A','B','C','é','É','ß','ẞ','K','\u212a','ſ','S','s','1','2','-','_','ǆ','ǅ','Ǆ','Σ','σ','ς','İ','ı','i','I','Ω','ω','\u2126','θ','ϴ','ϑ','ⱥ','Ⱥ','µ','μ','\u1e9e','ŉ','ᾳ','ᾼ','\u0345','ι','\u1fbe','\u{1F600}','\u{10400}','\u{10428}','\u{1E943}','x','y',' ','\u00a0','\u2028'];
const esc = ['\\d','\\D','\\w','\\W','\\s','\\S','.','\\n','\\t','\\r','\\cA','\\x41','\\u0061','\\0','\\f','\\v'];
const escu = ['\\u{1F600}','\\u{61}','\\ud83d\\ude00','\\ud83d','\\ude00','\\/','\\-'];
const annexb = ['\\c','\\x4','\\u00','\\8','\\07','\\41','\\a','\\-','{','}',']','\\k','\\p{L}'];
const props = ['L','Lu','Ll','Lt','N','Nd','P','S','Z','Cc','Cn','Any','ASCII','Assigned','Alphabetic','White_Space','ID_Start','Emoji','Emoji_Presentation','Uppercase','Lowercase','Script=Greek','sc=Latin','scx=Hira','Script_Extensions=Cyrillic','gc=Lu','General_Category=Letter','Hex_Digit','Bidi_Mirrored','Default_Ignorable_Code_Point','Cased','CWCF','Changes_When_Uppercased','XIDC','RI','ASCII_Hex_Digit'];
const sprops = ['Emoji_Keycap_Sequence','RGI_Emoji','Basic_Emoji','RGI_Flag_Emoji_Sequence','RGI_Modifier_Sequence'];
let fold = false;
const escClass = (c) => /[\\\]\[^\-&!#%,.:;<=>@`~*+?(){}|/$]/.test(c) ? '\\' + c : c;
function range() { let a = pick(lit), b = pick(lit); if (a.codePointAt(0) > b.codePointAt(0)) [a, b] = [b, a]; return escClass(a) + '-' + escClass(b); }
function classAtom(m) { const k = rnd(10); if (k < 4) return escClass(pick(lit)); if (k < 6) return range(); if (k < 8) return pick(['\\d','\\D','\\w','\\W','\\s','\\S','\\b','\\n','\\x41','\\-']); if (m !== 'n') return (rnd(3) ? '\\p' : '\\P') + '{' + pick(props) + '}'; return pick(lit.slice(0, 20)).replace(/[\]\\^-]/, 'a'); }
function cls(m, d) {
  const neg = rnd(3) === 0 ? '^' : '';
  if (m === 'v' && d > 0) {
    const operand = (neg) => { const k = rnd(6); if (k === 0) return cls('v', d - 1); if (k === 1 && !neg && !fold) return '\\q{' + Array.from({ length: 1 + rnd(3) }, () => Array.from({ length: rnd(4) }, () => escClass(pick(lit))).join('')).join('|') + '}'; if (k === 2) return '\\p{' + (rnd(6) || neg ? pick(props) : pick(sprops)) + '}'; if (k === 3) return pick(['\\d','\\w','\\s','\\W']); return escClass(pick(lit)); };
    const k = rnd(3);
    if (k === 0) return '[' + neg + operand(neg) + '--' + operand(neg) + (rnd(2) ? '--' + operand(neg) : '') + ']';
    if (k === 1) return '[' + neg + operand(neg) + '&&' + operand(neg) + ']';
    let s = ''; for (let n = rnd(4); n > 0; n--) s += rnd(3) ? operand(neg) : range(); return '[' + neg + s + ']';
  }
  let s = ''; for (let n = rnd(4); n > 0; n--) s += classAtom(m); return '[' + neg + s + ']';
}
function atom(d, m, g) {
  const k = rnd(22);
  if (d > 0) {
    if (k === 0) { g.n++; return '(' + alt(d - 1, m, g) + ')'; }
    if (k === 1) return '(?:' + alt(d - 1, m, g) + ')';
    if (k === 2) return '(?=' + alt(d - 1, m, g) + ')';
    if (k === 3) return '(?!' + alt(d - 1, m, g) + ')';
    if (k === 4) return '(?<=' + alt(d - 1, m, g) + ')';
    if (k === 5) return '(?<!' + alt(d - 1, m, g) + ')';
    if (k === 6) { g.n++; const n = 'n' + g.n; g.names.push(n); const a = '(?<' + n + '>' + alt(d - 1, m, g) + ')'; if (rnd(4)) return a; g.n++; return '(?:' + a + '|(?<' + n + '>' + alt(d - 1, m, g) + '))'; }
    if (k === 7) return '\\' + (1 + rnd(4));
    if (k === 8 && g.names.length) return '\\k<' + pick(g.names) + '>';
    if (k === 9) { const on = pick(['m','s','ms','']), off = pick(['','s','m']); if ((on || off) && ![...off].some((c) => on.includes(c))) return '(?' + on + (off ? '-' + off : '') + ':' + alt(d - 1, m, g) + ')'; }
  }
  if (k < 12) return cls(m, 2);
  if (k === 12) return pick(['^', '$', '\\b', '\\B']);
  if (k < 15) return pick(esc);
  if (m !== 'n' && k === 15) return pick(escu);
  if (m !== 'n' && k === 16) return (rnd(3) ? '\\p' : '\\P') + '{' + pick(props) + '}';
  if (m === 'v' && k === 17) return '\\p{' + pick(sprops) + '}';
  if (m === 'n' && k === 15 && rnd(3) === 0) return pick(annexb);
  const c = pick(lit); return /[\^$\\.*+?()[\]{}|/]/.test(c) ? '\\' + c : c;
}
const quant = ['*','+','?','{2}','{1,2}','{0,1}','{2,}','{0}','{0,0}','{1,3}','{3}'];
function term(d, m, g) { const a = atom(d, m, g); if (rnd(9) < 4 && (m === 'n' ? !/^(\^|\$|\\b|\\B|\(\?<[=!])/i.test(a) : !/^(\^|\$|\\b|\\B|\(\?<?[=!])/i.test(a))) return a + pick(quant) + (rnd(3) === 0 ? '?' : ''); return a; }
function seq(d, m, g) { let s = ''; for (let n = rnd(5); n > 0; n--) s += term(d, m, g); return s; }
function alt(d, m, g) { let s = seq(d, m, g); while (rnd(4) === 0) s += '|' + seq(d, m, g); return s; }
const texts = [...lit, '\n', '\r', '\u0001', 'aa', 'ab', 'ba', 'abc', '1\ufe0f\u20e3', '\u{1F1E9}\u{1F1EA}', '\u{1F44D}\u{1F3FD}', '\ud83d', '\ude00', '', 'ss', 'aA', '\u0000', 'z', '\u3042', 'я', 'Я', '('];
const units = (t) => Array.from({ length: t.length }, (_, i) => t.charCodeAt(i));
const want = +process.argv[3], per = +process.argv[4] || 6;
for (let n = 0; n < want; n++) {
  const m = pick(['n', 'n', 'u', 'v']);
  let f = (m === 'n' ? '' : m);
  for (const c of 'gimsy') if (rnd(3) === 0 && (c !== 'y' || rnd(2))) f += c;
  f += 'd';
  fold = f.includes('i');
  const g = { n: 0, names: [] };
  const p = alt(3, m, g);
  let re; try { re = new RegExp(p, f); } catch { console.log(JSON.stringify({ p, f, e: 1 })); continue; }
  const c = [];
  for (let i = 0; i < per; i++) {
    let t = ''; for (let k = rnd(9); k > 0; k--) t += pick(texts);
    const l = rnd(4) === 0 ? rnd(t.length + 2) : 0;
    re.lastIndex = l; const r = re.exec(t);
    const groups = r && r.groups ? Object.entries(r.indices.groups).map(([k, v]) => [k, v || null]) : null;
    c.push({ t: units(t), l, r: r ? [...r.indices].map((x) => x || null) : null, i: re.lastIndex, g: groups });
  }
  console.log(JSON.stringify({ p, f, c }));
}
