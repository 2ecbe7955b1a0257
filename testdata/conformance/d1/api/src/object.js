// The objects as a script sees them.
const names = (o) => Object.getOwnPropertyNames(o).sort();

export const snippets = {
  database: (db) => [
    db.constructor.name,
    names(Object.getPrototypeOf(db)),
    Object.prototype.toString.call(db),
    typeof globalThis.D1Database,
  ],
  statement: (db) => {
    const s = db.prepare("SELECT 1");
    return [s.constructor.name, names(Object.getPrototypeOf(s))];
  },
  session: (db) => {
    const s = db.withSession();
    return [
      s.constructor.name,
      names(Object.getPrototypeOf(s)).filter((n) => !n.startsWith("_")),
    ];
  },
  lengths: (db) => {
    const s = db.prepare("x");
    return [
      db.prepare.length,
      db.batch.length,
      db.exec.length,
      s.bind.length,
      s.first.length,
      s.all.length,
      s.raw.length,
      s.run.length,
    ];
  },
  keys: (db) => Object.keys(db.prepare("SELECT 1").bind(1)),
  promise: (db) => db.prepare("SELECT 1").all() instanceof Promise,
  concurrent: async (db) =>
    await Promise.all(
      [1, 2, 3, 4].map((n) => db.prepare("SELECT ? AS n").bind(n).first("n")),
    ),
  thrown: (db) => {
    try {
      db.prepare("SELECT ?").bind(undefined);
      return "no";
    } catch (e) {
      return [e.constructor.name, e.message, e.cause?.message];
    }
  },
  rejects: async (db) => {
    const p = db.prepare("SELECT nope").all();
    return p.then(
      () => "no",
      (e) => [e.constructor.name, e.message.slice(0, 20)],
    );
  },
  stack: async (db) => {
    try {
      await db.prepare("SELECT nope").all();
    } catch (e) {
      return typeof e.stack;
    }
  },
};
