// In the place of the platform's log: what the platform would have written of an
// exception goes to the test, and nothing to stdout.
declare global {
  var observe: ((what: string) => void) | undefined;
}

export function log(level: string, message: string, fields?: Record<string, unknown>): void {
  if (level === "error") globalThis.observe?.(`${message}: ${String(fields?.["error"])}`);
}

export const logNow = log;

export function setLogLevel(): void {}

export function captureConsole(): void {
  for (const name of ["debug", "log", "info", "warn", "error"] as const)
    console[name] = (...values: unknown[]) => globalThis.observe?.(values.map(String).join(" "));
}

export function errorFields(error: unknown): Record<string, unknown> {
  return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

export function anonymized(address: string): string {
  return address;
}
