import { LRUCache } from "lru-cache";

export default async function run() {
  const gone = [];
  const c = new LRUCache({ max: 2, dispose: (v, k, why) => gone.push([k, v, why]), fetchMethod: async (k) => k + "!" });
  c.set("a", 1); c.set("b", 2); c.get("a"); c.set("c", 3);
  return [[...c.keys()], gone, c.has("b"), await c.fetch("z"), c.size, new LRUCache({ maxSize: 10, sizeCalculation: (v) => v.length }).set("x", "12345").calculatedSize];
}
