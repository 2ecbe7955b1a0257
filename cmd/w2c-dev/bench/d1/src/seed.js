// A thousand rows, a hundred of them in each of ten shelves.
export async function seed(db) {
  await db.exec("CREATE TABLE items (id INTEGER PRIMARY KEY, shelf INTEGER, name TEXT, price REAL)");
  await db.exec("CREATE INDEX items_shelf ON items (shelf)");
  const insert = db.prepare("INSERT INTO items VALUES (?, ?, ?, ?)");
  await db.batch(Array.from({ length: 1000 }, (_, i) => insert.bind(i, i % 10, `item number ${i}`, i / 4)));
  return new Response("seeded");
}
