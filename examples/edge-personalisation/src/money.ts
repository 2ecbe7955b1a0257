/** Currencies: what a pound costs in them, and how many decimals they have. */
const CURRENCIES = {
  GBP: { rate: 1, sign: "£", decimals: 2 },
  EUR: { rate: 1.15, sign: "€", decimals: 2 },
  USD: { rate: 1.27, sign: "$", decimals: 2 },
  JPY: { rate: 190, sign: "¥", decimals: 0 },
};

export type Currency = keyof typeof CURRENCIES;

const COUNTRIES: Record<string, Currency> = {
  AT: "EUR",
  DE: "EUR",
  FR: "EUR",
  JP: "JPY",
  US: "USD",
};

export function isCurrency(name: string): name is Currency {
  return Object.hasOwn(CURRENCIES, name);
}

export function currencyOf(country: string | null): Currency | undefined {
  return COUNTRIES[country ?? ""];
}

/** A price in pence as people read it in a currency: "€1,493.85". */
export function price(pence: number, currency: Currency): string {
  const { rate, sign, decimals } = CURRENCIES[currency];
  const [whole, rest] = ((pence * rate) / 100).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + (rest ? `${grouped}.${rest}` : grouped);
}
