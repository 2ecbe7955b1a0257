// Compatibility flags that change what this platform does at run time. All are on
// but those that the Worker's compatibility date is older than.
let off: ReadonlySet<string> = new Set();

export function switchOff(...names: readonly string[]): void {
  off = new Set(names);
}

export function flagOn(name: string): boolean {
  return !off.has(name);
}
