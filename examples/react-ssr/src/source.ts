export interface Book {
  id: string;
  title: string;
  author: string;
  year: number;
  pence: number;
  blurb: string;
}

export interface Review {
  by: string;
  stars: number;
  text: string;
}

const books: Book[] = [
  {
    id: "emma",
    title: "Emma",
    author: "Jane Austen",
    year: 1815,
    pence: 899,
    blurb: "A matchmaker who sees everyone's heart but her own.",
  },
  {
    id: "villette",
    title: "Villette",
    author: "Charlotte Brontë",
    year: 1853,
    pence: 1099,
    blurb: "A teacher alone in a foreign town <by the sea>.",
  },
  {
    id: "middlemarch",
    title: "Middlemarch",
    author: "George Eliot",
    year: 1871,
    pence: 1250,
    blurb: "A town, two marriages & the reform of nearly everything.",
  },
];

const reviews: Record<string, Review[]> = {
  emma: [
    { by: "Ada", stars: 5, text: "Faultless, “handsome, clever, and rich”." },
    { by: "Grace", stars: 4, text: "Mr Woodhouse is my hero. Gruel > cake." },
  ],
  villette: [],
};

export function shelf(query: string): Book[] {
  const wanted = query.toLowerCase();
  return books.filter(({ title, author }) =>
    `${title} ${author}`.toLowerCase().includes(wanted),
  );
}

export function book(id: string): Book | undefined {
  return books.find((b) => b.id === id);
}

/** The review service. It knows nothing about Middlemarch, and says so late. */
export async function reviewsOf({ id }: Book): Promise<Review[]> {
  await sleep(300);
  if (!reviews[id]) throw new Error(`no reviews are kept for ${id}`);
  return reviews[id];
}

/** The recommendation service, slower still. */
export async function alike({ id }: Book): Promise<Book[]> {
  await sleep(600);
  return books.filter((b) => b.id !== id);
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
