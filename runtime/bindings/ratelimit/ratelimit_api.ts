// The rate limiter a Worker finds in env, one text for every server: it checks
// what it is given and has the host count.
// https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/

/** Counts weight for a key in the window of now; false when the limit was reached. */
export type Take = (
  key: string,
  limit: number,
  period: number,
  weight: number,
) => boolean;

const known = ["key", "limit", "period", "delta"];
const periods = [10, 60];
const largest = 2 ** 32 - 1;

function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

function weightOf(delta: unknown): number {
  const value = Number(delta);
  if (!Number.isFinite(value))
    throw new TypeError(
      "The value cannot be converted because it is not an integer.",
    );
  if (value < 0)
    throw new TypeError(
      "The value cannot be converted because it is negative and this API expects a positive number.",
    );
  if (value > largest)
    throw new TypeError(
      `Value out of range. Must be less than or equal to ${largest}.`,
    );
  const weight = Math.trunc(value);
  if (weight === 0) throw new RangeError("delta must be non-zero");
  return weight;
}

export class Ratelimit {
  readonly #take: Take;
  readonly #limit: number;
  readonly #period: number;

  /** period is in seconds. */
  constructor(take: Take, limit: number, period: number) {
    this.#take = take;
    this.#limit = limit;
    this.#period = period;
  }

  async limit(options: unknown): Promise<{ success: boolean }> {
    must(
      typeof options === "object" && options !== null,
      "invalid rate limit options",
    );
    const given = options as Record<string, unknown>;
    const unknown = Object.keys(given).filter((name) => !known.includes(name));
    must(
      unknown.length === 0,
      `bad rate limit options: [${unknown.join(",")}]`,
    );
    const {
      key = "",
      limit = this.#limit,
      period = this.#period,
      delta = 1,
    } = given;
    must(typeof key === "string", `invalid key: ${String(key)}`);
    must(typeof limit === "number", `limit must be a number: ${String(limit)}`);
    must(
      typeof period === "number",
      `period must be a number: ${String(period)}`,
    );
    must(
      periods.includes(period as number),
      `unsupported period: ${String(period)}`,
    );
    const weight = weightOf(delta);
    const success = this.#take(
      key as string,
      limit as number,
      period as number,
      weight,
    );
    return { success };
  }
}
