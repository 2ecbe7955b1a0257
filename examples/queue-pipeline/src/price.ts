// What orders are, and what they cost.

export interface Order {
  id: string;
  lines: { item: string; pieces: number }[];
}

export interface Priced {
  id: string;
  /** In cents. */
  total: number;
}

const prices: Record<string, number> = { tea: 350, coffee: 420, cake: 590 };

export function price({ id, lines }: Order): Priced {
  let total = 0;
  for (const { item, pieces } of lines) {
    const cents = prices[item];
    if (cents === undefined) throw new Error(`${item} has no price`);
    total += cents * pieces;
  }
  return { id, total };
}
