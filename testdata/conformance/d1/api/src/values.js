// How values of the engine look in JavaScript.
const one = (db, sql) =>
  db.prepare(`SELECT ${sql} AS v, typeof(${sql}) AS t`).first();

export const snippets = {
  integer: (db) => one(db, "42"),
  real: (db) => one(db, "1.0"),
  third: (db) => one(db, "1.0/3"),
  huge: (db) => one(db, "1e308*10"),
  minusHuge: (db) => one(db, "-1e308*10"),
  maxInteger: (db) => one(db, "9223372036854775807"),
  minInteger: (db) => one(db, "-9223372036854775808"),
  lossy: (db) => one(db, "9007199254740993"),
  overflow: (db) => one(db, "9223372036854775807 + 1"),
  text: (db) => one(db, "'é😀'"),
  nul: (db) => one(db, "'a' || char(0) || 'b'"),
  notUtf8: (db) => one(db, "CAST(x'ff61' AS TEXT)"),
  blob: (db) => one(db, "x'00ff10'"),
  emptyBlob: (db) => one(db, "x''"),
  zeroblob: (db) => one(db, "zeroblob(3)"),
  nothing: (db) => one(db, "NULL"),
  truth: (db) => one(db, "1 = 1"),
  divide: (db) => one(db, "7 / 2"),
  divideByZero: (db) => one(db, "7 / 0"),
  modulo: (db) => one(db, "-7 % 3"),
  shift: (db) => one(db, "1 << 62"),
  hex: (db) => one(db, "0xff"),
  exponent: (db) => one(db, "1e3"),
  underscore: (db) => one(db, "1_000"),
  negativeZero: (db) => one(db, "-0.0"),
  castText: (db) => one(db, "CAST(3.0 AS TEXT)"),
  castInteger: (db) => one(db, "CAST('12abc' AS INTEGER)"),
  doubleQuoted: (db) => one(db, '"hello"'),
  like: (db) => one(db, "'ABC' LIKE 'a%'"),
  likeUnicode: (db) => one(db, "'É' LIKE 'é'"),
  glob: (db) => one(db, "'ABC' GLOB 'a*'"),
  collate: (db) => one(db, "'a' = 'A' COLLATE NOCASE"),
  concat: (db) => one(db, "1 || 2.0 || 'x'"),
  jsonArrow: (db) => one(db, "'{\"a\":[1,2]}' -> '$.a'"),
  jsonArrow2: (db) => one(db, "'{\"a\":[1,2]}' ->> '$.a[1]'"),
  exact: async (db) => {
    await db.exec(
      "CREATE TABLE x (i INTEGER, r REAL, t TEXT, b BLOB, n NUMERIC)",
    );
    await db
      .prepare("INSERT INTO x VALUES (?, ?, ?, ?, ?)")
      .bind("12", "1.5", 1.5, "abc", "0042")
      .run();
    await db
      .prepare("INSERT INTO x VALUES (?, ?, ?, ?, ?)")
      .bind(1e20, 5, true, new Uint8Array([1]), 1e3)
      .run();
    return db
      .prepare(
        "SELECT *, typeof(i) a, typeof(r) b2, typeof(t) c, typeof(b) d, typeof(n) e FROM x",
      )
      .raw();
  },
  strictTable: async (db) => {
    await db.exec("CREATE TABLE s (i INTEGER, t TEXT) STRICT");
    await db.prepare("INSERT INTO s VALUES (?, ?)").bind(5, "x").run();
    return db.prepare("SELECT *, typeof(i) a FROM s").first();
  },
  strictFraction: (db) =>
    db.prepare("INSERT INTO s VALUES (?, ?)").bind(5.5, "x").run(),
  strictNumber: (db) =>
    db.prepare("INSERT INTO s VALUES (?, ?)").bind(5, 6).run(),
};
