// The script that both servers share; cache.ts gives it what it stands on.
export default function (
  native: Readonly<Record<string, unknown>>,
  internals: Readonly<Record<string, unknown>>,
): {
  readonly Cache: object;
  readonly CacheStorage: object;
  readonly caches: object;
};
