// all, run, first and raw.
export const snippets = {
  fill: (db) =>
    db.exec(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n REAL)\nINSERT INTO t (name, n) VALUES ('a', 1), ('b', 2.5), ('c', NULL)",
    ),
  all: (db) => db.prepare("SELECT * FROM t ORDER BY id").all(),
  allNone: (db) => db.prepare("SELECT * FROM t WHERE id > 100").all(),
  run: (db) => db.prepare("SELECT * FROM t ORDER BY id").run(),
  runInsert: (db) => db.prepare("INSERT INTO t (name) VALUES ('d')").run(),
  allInsert: (db) => db.prepare("INSERT INTO t (name) VALUES ('e')").all(),
  returning: (db) =>
    db
      .prepare("INSERT INTO t (name) VALUES ('f'), ('g') RETURNING id, name")
      .all(),
  update: (db) => db.prepare("UPDATE t SET n = 7 WHERE id > 3").run(),
  updateNone: (db) => db.prepare("UPDATE t SET n = 7 WHERE id > 300").run(),
  deletes: (db) => db.prepare("DELETE FROM t WHERE id > 3").run(),
  replaceRow: (db) =>
    db.prepare("REPLACE INTO t (id, name) VALUES (1, 'a')").run(),
  upsert: (db) =>
    db
      .prepare(
        "INSERT INTO t (name, n) VALUES ('a', 9) ON CONFLICT (name) DO UPDATE SET n = excluded.n",
      )
      .run(),
  ignored: (db) =>
    db.prepare("INSERT OR IGNORE INTO t (name) VALUES ('a')").run(),
  createMeta: (db) => db.prepare("CREATE TABLE u (a)").run(),
  createAgain: (db) => db.prepare("CREATE TABLE IF NOT EXISTS u (a)").run(),
  dropMeta: (db) => db.prepare("DROP TABLE u").run(),
  selectMeta: async (db) => (await db.prepare("SELECT 1").all()).meta,
  metaKeys: async (db) =>
    Object.keys((await db.prepare("SELECT 1").all()).meta)
      .filter(
        (k) =>
          ![
            "served_by_region",
            "served_by_colo",
            "served_by_primary",
            "timings",
            "total_attempts",
          ].includes(k),
      )
      .sort(),
  resultKeys: async (db) => Object.keys(await db.prepare("SELECT 1").all()),
  first: (db) => db.prepare("SELECT * FROM t ORDER BY id").first(),
  firstColumn: (db) => db.prepare("SELECT * FROM t ORDER BY id").first("name"),
  firstNoRow: (db) => db.prepare("SELECT * FROM t WHERE 0").first(),
  firstNoRowColumn: (db) => db.prepare("SELECT * FROM t WHERE 0").first("name"),
  firstNoColumn: (db) =>
    db.prepare("SELECT * FROM t ORDER BY id").first("nope"),
  firstNullColumn: (db) => db.prepare("SELECT NULL AS a").first("a"),
  firstInherited: (db) => db.prepare("SELECT 1 AS a").first("toString"),
  firstUndefined: (db) => db.prepare("SELECT 1 AS a").first(undefined),
  firstNull: (db) => db.prepare("SELECT 1 AS a").first(null),
  firstEmpty: (db) => db.prepare("SELECT 1 AS a").first(""),
  firstInsert: (db) => db.prepare("INSERT INTO t (name) VALUES ('h')").first(),
  raw: (db) => db.prepare("SELECT * FROM t ORDER BY id LIMIT 2").raw(),
  rawNames: (db) =>
    db
      .prepare("SELECT id, name AS x FROM t ORDER BY id LIMIT 1")
      .raw({ columnNames: true }),
  rawNamesNone: (db) =>
    db.prepare("SELECT id, name FROM t WHERE 0").raw({ columnNames: true }),
  rawNone: (db) => db.prepare("SELECT id FROM t WHERE 0").raw(),
  rawInsert: (db) =>
    db.prepare("INSERT INTO t (name) VALUES ('i')").raw({ columnNames: true }),
  rawNull: (db) => db.prepare("SELECT 1").raw(null),
  duplicates: (db) => db.prepare("SELECT 1 AS a, 2 AS a, 3 AS b").all(),
  duplicatesRaw: (db) =>
    db.prepare("SELECT 1 AS a, 2 AS a, 3 AS b").raw({ columnNames: true }),
  duplicatesFirst: (db) => db.prepare("SELECT 1 AS a, 2 AS a").first("a"),
  oddNames: (db) =>
    db
      .prepare('SELECT 1 AS "", 2 AS "1", 3 AS "0", 4 AS "é", 5 AS "a b"')
      .all(),
  proto: async (db) =>
    Object.keys(
      await db.prepare("SELECT 1 AS __proto__, 2 AS constructor").first(),
    ),
  unnamed: (db) => db.prepare("SELECT 1+1, 'x', count(*) FROM t").first(),
  several: (db) => db.prepare("SELECT 1 AS a; SELECT 2 AS b").all(),
  severalRaw: (db) => db.prepare("SELECT 1 AS a; SELECT 2 AS b;").raw(),
  severalParams: (db) =>
    db.prepare("SELECT 1 AS a; SELECT ? AS b").bind("x").all(),
  severalWrites: async (db) => [
    await db
      .prepare(
        "INSERT INTO t (name) VALUES ('j'); INSERT INTO t (name) VALUES ('k')",
      )
      .run(),
    await db.prepare("SELECT count(*) AS n FROM t").first("n"),
  ],
  severalFails: async (db) => {
    try {
      await db
        .prepare(
          "INSERT INTO t (name) VALUES ('l'); INSERT INTO nope VALUES (1)",
        )
        .run();
    } catch (error) {
      return [
        error.message,
        await db
          .prepare("SELECT count(*) AS n FROM t WHERE name = 'l'")
          .first("n"),
      ];
    }
  },
  trailing: (db) => db.prepare("SELECT 1 AS a ; -- done\n ").all(),
  empty: (db) => db.prepare("").all(),
  space: (db) => db.prepare("  \n").all(),
  comment: (db) => db.prepare("-- nothing").all(),
  semicolon: (db) => db.prepare(";").all(),
  again: async (db) => {
    const s = db.prepare("SELECT count(*) AS n FROM t");
    return [await s.first("n"), await s.first("n"), await s.raw()];
  },
  explain: async (db) =>
    Object.keys(
      (
        await db
          .prepare("EXPLAIN QUERY PLAN SELECT * FROM t WHERE name = 'a'")
          .all()
      ).results[0],
    ),
  manyRows: async (db) =>
    (
      await db
        .prepare(
          "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5000) SELECT x FROM c",
        )
        .all()
    ).results.length,
  databases: async (db, env) => [
    await db
      .prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 't'")
      .first("n"),
    await env.OTHER.prepare(
      "SELECT count(*) AS n FROM sqlite_schema WHERE name = 't'",
    ).first("n"),
  ],
};
