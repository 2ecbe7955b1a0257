import mitt from "mitt";

export default function run() {
  const bus = mitt();
  const seen = [];
  const f = (v) => seen.push(v);
  bus.on("a", f);
  bus.on("*", (t, v) => seen.push([t, v]));
  bus.emit("a", 1);
  bus.off("a", f);
  bus.emit("a", 2);
  return seen;
}
