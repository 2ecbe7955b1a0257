import MiniSearch from "minisearch";

export default function run() {
  const m = new MiniSearch({ fields: ["title", "text"], storeFields: ["title"] });
  m.addAll([{ id: 1, title: "Moby Dick", text: "Call me Ishmael. Some years ago" }, { id: 2, title: "Zen", text: "I can see by my watch" }, { id: 3, title: "Neuromancer", text: "The sky above the port, Ünïcode" }]);
  return [m.search("zen art").map((r) => [r.id, r.score.toFixed(6), r.match]), m.search("ishmal", { fuzzy: 0.3 }).map((r) => r.id), m.autoSuggest("neu"), m.search("ünï", { prefix: true }).map((r) => r.title), MiniSearch.loadJSON(JSON.stringify(m), { fields: ["title", "text"] }).search("watch").length];
}
