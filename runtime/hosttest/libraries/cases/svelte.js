import { get, derived, readable, writable } from "svelte/store";

export default function run() {
  const count = writable(1);
  const double = derived([count, readable(3)], ([c, r]) => c * 2 + r);
  const seen = [];
  const stop = double.subscribe((v) => seen.push(v));
  count.update((n) => n + 1);
  count.set(10);
  stop();
  count.set(11);
  return [seen, get(double)];
}
