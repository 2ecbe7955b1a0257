import Fuse from "fuse.js";

export default () => new Fuse([{ t: "Old Man's War", a: "Scalzi" }, { t: "The Lock Artist", a: "Hamilton" }, { t: "War and Peace", a: "Tolstoy" }], { keys: ["t", { name: "a", weight: 2 }], includeScore: true, includeMatches: true, threshold: 0.4 }).search("wor").map((r) => [r.item.t, r.score.toFixed(6), r.matches.map((m) => m.indices)]);
