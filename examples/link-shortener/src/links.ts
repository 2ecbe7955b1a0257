/** A short link as it is stored and shown. */
export interface Link {
  slug: string;
  url: string;
  temporary: boolean;
}

/** What list() shows without reading a value: kept in the key's metadata. */
interface Meta {
  url: string;
  temporary: boolean;
}

export interface Page {
  links: Link[];
  next?: string;
}

/** The request asked for a link that cannot be made. */
export class BadLink extends Error {}

const SLUG = /^[a-z0-9-]{3,40}$/;
const RESERVED = new Set(["api", "links"]);

/** Stores a link. Without a slug, the URL's own hash becomes one, so the same URL gives the same link. */
export async function createLink(kv: KVNamespace, input: unknown): Promise<Link> {
  const { url, slug: wanted, ttl } = Object(input) as Record<string, unknown>;
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new BadLink("url must be an http or https URL");
  }
  if (wanted !== undefined && (typeof wanted !== "string" || !SLUG.test(wanted) || RESERVED.has(wanted))) {
    throw new BadLink("slug must be 3 to 40 of a-z, 0-9 and -");
  }
  if (ttl !== undefined && (typeof ttl !== "number" || ttl < 60)) {
    throw new BadLink("ttl must be at least 60 seconds");
  }

  const slug = wanted ?? (await slugOf(url));
  const taken = await findLink(kv, slug);
  if (taken && taken.url !== new URL(url).href) throw new BadLink(`slug ${slug} is taken`);

  const link: Link = { slug, url: new URL(url).href, temporary: ttl !== undefined };
  const metadata: Meta = { url: link.url, temporary: link.temporary };
  await kv.put(`link:${slug}`, JSON.stringify(link), { metadata, expirationTtl: ttl as number | undefined });
  return link;
}

export async function findLink(kv: KVNamespace, slug: string): Promise<Link | null> {
  return await kv.get<Link>(`link:${slug}`, "json");
}

export async function removeLink(kv: KVNamespace, slug: string): Promise<void> {
  await Promise.all([kv.delete(`link:${slug}`), kv.delete(`visits:${slug}`)]);
}

export async function listLinks(kv: KVNamespace, limit: number, cursor?: string): Promise<Page> {
  const result = await kv.list<Meta>({ prefix: "link:", limit, cursor });
  const links = result.keys.map(({ name, metadata, expiration }) => ({
    slug: name.slice("link:".length),
    url: metadata?.url ?? "",
    temporary: expiration !== undefined,
  }));
  return { links, next: result.list_complete ? undefined : result.cursor };
}

async function slugOf(url: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(url));
  const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  return Array.from(new Uint8Array(digest, 0, 7), (byte) => alphabet[byte % 32]).join("");
}
