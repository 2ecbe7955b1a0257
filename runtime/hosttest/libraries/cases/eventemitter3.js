import { EventEmitter } from "eventemitter3";

export default function run() {
  const e = new EventEmitter();
  const seen = [];
  e.on("a", function (x) { seen.push([this.k, x]); }, { k: 1 });
  e.once("a", (x) => seen.push(x));
  e.emit("a", 1); e.emit("a", 2);
  return [seen, e.listenerCount("a"), e.eventNames(), e.emit("none")];
}
