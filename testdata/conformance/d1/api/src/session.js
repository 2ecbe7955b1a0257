// Sessions and bookmarks.
const known = (bookmark) =>
  bookmark === null
    ? null
    : [
        typeof bookmark,
        /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/.test(bookmark),
      ];

export const snippets = {
  before: (db) => known(db.withSession().getBookmark()),
  after: async (db) => {
    const s = db.withSession();
    await s.prepare("SELECT 1").all();
    return known(s.getBookmark());
  },
  primary: async (db) => {
    const s = db.withSession("first-primary");
    await s.prepare("SELECT 1").all();
    return known(s.getBookmark());
  },
  unconstrained: async (db) => {
    const s = db.withSession("first-unconstrained");
    await s.prepare("SELECT 1").all();
    return known(s.getBookmark());
  },
  emptyText: (db) => known(db.withSession("").getBookmark()),
  nulls: (db) => known(db.withSession(null).getBookmark()),
  nonsense: (db) => known(db.withSession("nonsense").getBookmark()),
  again: async (db) => {
    const s = db.withSession();
    await s.prepare("SELECT 1").all();
    const b = s.getBookmark();
    const t = db.withSession(b);
    return [t.getBookmark() === b, await t.prepare("SELECT 2 AS a").first("a")];
  },
  monotone: async (db) => {
    const s = db.withSession();
    await s.prepare("CREATE TABLE m (a)").run();
    const one = s.getBookmark();
    await s.prepare("INSERT INTO m VALUES (1)").run();
    const two = s.getBookmark();
    return one.localeCompare(two) <= 0;
  },
  batch: async (db) => {
    const s = db.withSession();
    const r = await s.batch([
      s.prepare("SELECT 1 AS a"),
      s.prepare("SELECT 2 AS b"),
    ]);
    return [r.map((x) => x.results), known(s.getBookmark())];
  },
  noExec: (db) => [typeof db.withSession().exec, typeof db.withSession().dump],
  name: (db) => db.withSession().constructor.name,
  failed: async (db) => {
    const s = db.withSession();
    try {
      await s.prepare("SELECT nope").all();
    } catch (e) {
      return [e.message, known(s.getBookmark())];
    }
  },
};
