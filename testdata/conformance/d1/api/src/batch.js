// batch: one transaction.
export const snippets = {
  fill: (db) =>
    db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"),
  three: (db) =>
    db.batch([
      db.prepare("INSERT INTO t (name) VALUES (?)").bind("a"),
      db.prepare("INSERT INTO t (name) VALUES (?)").bind("b"),
      db.prepare("SELECT * FROM t ORDER BY id"),
    ]),
  fails: (db) =>
    db.batch([
      db.prepare("INSERT INTO t (name) VALUES ('c')"),
      db.prepare("INSERT INTO t (name) VALUES ('a')"),
    ]),
  rolledBack: (db) => db.prepare("SELECT name FROM t ORDER BY id").raw(),
  failsAtPrepare: (db) =>
    db.batch([
      db.prepare("INSERT INTO t (name) VALUES ('d')"),
      db.prepare("SELECT nonsense FROM"),
    ]),
  rolledBackToo: (db) => db.prepare("SELECT name FROM t ORDER BY id").raw(),
  empty: (db) => db.batch([]),
  own: (db) => db.batch([{ statement: "SELECT 1", params: [] }]),
  same: async (db) => {
    const s = db.prepare("INSERT INTO t (name) VALUES (hex(randomblob(8)))");
    return (await db.batch([s, s, s])).map((r) => r.meta.changes);
  },
  lastRow: async (db) =>
    (
      await db.batch([
        db.prepare("INSERT INTO t (id, name) VALUES (50, 'x')"),
        db.prepare("SELECT 1 AS a"),
      ])
    ).map((r) => [r.meta.last_row_id, r.meta.changes, r.meta.changed_db]),
  sees: async (db) =>
    (
      await db.batch([
        db.prepare("UPDATE t SET name = 'z' WHERE id = 50"),
        db.prepare("SELECT name FROM t WHERE id = 50"),
        db.prepare("DELETE FROM t WHERE id = 50"),
        db.prepare("SELECT count(*) AS n FROM t WHERE id = 50"),
      ])
    ).map((r) => r.results),
  deferred: async (db) => {
    await db.exec(
      "CREATE TABLE p (id INTEGER PRIMARY KEY)\nCREATE TABLE c (p INTEGER REFERENCES p (id))",
    );
    return (
      await db.batch([
        db.prepare("PRAGMA defer_foreign_keys = on"),
        db.prepare("INSERT INTO c VALUES (1)"),
        db.prepare("INSERT INTO p VALUES (1)"),
      ])
    ).length;
  },
  other: (db, env) =>
    db.batch([
      env.OTHER.prepare(
        "SELECT count(*) AS n FROM sqlite_schema WHERE name = 't'",
      ),
    ]),
  schemaAndData: async (db) =>
    (
      await db.batch([
        db.prepare("CREATE TABLE later (a)"),
        db.prepare("INSERT INTO later VALUES (1)"),
        db.prepare("SELECT a FROM later"),
      ])
    ).at(-1).results,
  several: async (db) =>
    (await db.batch([db.prepare("SELECT 1 AS a; SELECT 2 AS b")])).map(
      (r) => r.results,
    ),
};
