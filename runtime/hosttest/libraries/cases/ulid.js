import { decodeTime, monotonicFactory, ulid } from "ulid";

export default function run() {
  const next = monotonicFactory(() => 0.5);
  const ids = [next(1700000000000), next(1700000000000), next(1700000000001)];
  return [ids, ids.map((id) => decodeTime(id)), ulid().length];
}
