import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import type { App } from ".";

export interface Entry {
  name: string;
  stars: number;
  message: string;
}

const COOKIE = "book";
const AT_MOST = 5;

/** What stands in the book, latest first. A cookie that is not ours counts as none. */
export async function entries(c: Context<App>): Promise<Entry[]> {
  const kept = await getSignedCookie(c, c.env.COOKIE_KEY, COOKIE);
  return kept ? (JSON.parse(kept) as Entry[]) : [];
}

export async function add(c: Context<App>, entry: Entry): Promise<void> {
  const all = [entry, ...(await entries(c))].slice(0, AT_MOST);
  await setSignedCookie(c, COOKIE, JSON.stringify(all), c.env.COOKIE_KEY, {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    maxAge: 86400,
  });
}

export function forget(c: Context<App>): void {
  deleteCookie(c, COOKIE, { path: "/" });
}

export type Draft = Record<keyof Entry, string>;
export type Mistakes = Partial<Draft>;

/** Checks a form: an entry, or what is wrong with which field. */
export function check(draft: Draft): { entry: Entry } | { mistakes: Mistakes } {
  const mistakes: Mistakes = {};
  const name = draft.name.trim();
  const message = draft.message.trim();
  const stars = Number(draft.stars);
  if (!name) mistakes.name = "Who are you?";
  if (name.length > 40) mistakes.name = "At most 40 characters, please.";
  if (!message) mistakes.message = "Say something.";
  if (!Number.isInteger(stars) || stars < 1 || stars > 5) {
    mistakes.stars = `“${draft.stars}” is not between 1 and 5.`;
  }
  if (Object.keys(mistakes).length > 0) return { mistakes };
  return { entry: { name, stars, message } };
}
