import { createContext, Suspense, use, useId } from "react";
import type { ReactNode } from "react";
import type { Book, Review } from "./source";

export const ShopName = createContext("A bookshop");

function Layout({ title, children }: { title: string; children: ReactNode }) {
  const shop = use(ShopName);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>{`${title} – ${shop}`}</title>
      </head>
      <body style={{ maxWidth: 640, margin: "0 auto", lineHeight: 1.5 }}>
        <header>
          <a href="/">{shop}</a>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}

export function Shelf({ books, query }: { books: Book[]; query: string }) {
  const field = useId();
  return (
    <Layout title={query ? `Books for “${query}”` : "All books"}>
      <form role="search">
        <label htmlFor={field}>Search</label>{" "}
        <input id={field} name="q" defaultValue={query} autoComplete="off" />
      </form>
      {books.length === 0 ? (
        <p>Nothing on the shelf for “{query}”.</p>
      ) : (
        <ul>
          {books.map((b) => (
            <li key={b.id}>
              <a href={`/books/${b.id}`}>{b.title}</a>, {b.author} ({b.year})
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
}

/** The data comes as promises: what has not arrived is filled in later. */
export function BookPage(props: {
  book: Book;
  reviews: Promise<Review[]>;
  alike: Promise<Book[]>;
}) {
  return (
    <Layout title={props.book.title}>
      <Card book={props.book} />
      <section aria-label="Reviews">
        <Suspense fallback={<p className="late">Fetching reviews…</p>}>
          <Reviews reviews={props.reviews} />
        </Suspense>
      </section>
      <aside>
        <h2>You may also like</h2>
        <Suspense fallback={<p className="late">Looking around…</p>}>
          <Alike books={props.alike} />
        </Suspense>
      </aside>
    </Layout>
  );
}

export function Card({ book }: { book: Book }) {
  return (
    <article data-id={book.id}>
      <h1>{book.title}</h1>
      <p>
        {book.author}, {book.year}
      </p>
      <p>{book.blurb}</p>
      <strong>£{(book.pence / 100).toFixed(2)}</strong>
    </article>
  );
}

function Reviews({ reviews }: { reviews: Promise<Review[]> }) {
  const all = use(reviews);
  if (all.length === 0) return <p>Nobody has reviewed this book yet.</p>;
  return all.map(({ by, stars, text }) => (
    <blockquote key={by}>
      <span aria-label={`${stars} of 5 stars`}>
        {"★".repeat(stars)}
        {"☆".repeat(5 - stars)}
      </span>
      <p>{text}</p>
      <cite>{by}</cite>
    </blockquote>
  ));
}

function Alike({ books }: { books: Promise<Book[]> }) {
  return (
    <ol>
      {use(books).map((b) => (
        <li key={b.id}>
          <a href={`/books/${b.id}`}>{b.title}</a>
        </li>
      ))}
    </ol>
  );
}

export function NotFound({ path }: { path: string }) {
  return (
    <Layout title="Not found">
      <h1>Not found</h1>
      <p>
        There is nothing at <code>{path}</code>.
      </p>
    </Layout>
  );
}
