import { StatusError } from "itty-router";

/** Units by name: what they measure and how many of the base unit they are. */
export const UNITS = {
  m: { measures: "length", base: 1 },
  km: { measures: "length", base: 1000 },
  mi: { measures: "length", base: 1609.344 },
  kg: { measures: "mass", base: 1 },
  lb: { measures: "mass", base: 0.45359237 },
};

export function convert(value, from, to) {
  if (!Number.isFinite(value)) throw new StatusError(400, "value must be a number");
  for (const unit of [from, to]) {
    if (!UNITS[unit]) throw new StatusError(404, `no unit ${unit}`);
  }
  if (UNITS[from].measures !== UNITS[to].measures) {
    throw new StatusError(422, `${from} and ${to} do not measure the same`);
  }
  const result = (value * UNITS[from].base) / UNITS[to].base;
  return { value: Math.round(result * 1e6) / 1e6, from, to };
}
