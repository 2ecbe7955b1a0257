export const LANGUAGES = ["en", "de", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

const texts: Record<string, Partial<Record<Language, string>>> = {
  title: { de: "Papier & Tinte", fr: "Papier & encre" },
  welcome: { de: "Grüß Gott!", fr: "Bienvenue" },
  thanks: { de: "Danke für Ihren Einkauf." },
};

/** A translation; undefined leaves what the page says. */
export function translated(
  key: string,
  language: Language,
): string | undefined {
  return texts[key]?.[language];
}

/** The best language of ours for an Accept-Language header. */
export function language(header: string | null): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const q = parameters.find((p) => p.trim().startsWith("q="));
      return {
        tag: tag.toLowerCase().split("-")[0],
        weight: q ? Number(q.trim().slice(2)) : 1,
      };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const ours = LANGUAGES.find((l) => l === tag);
    if (ours) return ours;
  }
  return "en";
}
