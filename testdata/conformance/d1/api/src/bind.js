// What bind takes, and how it arrives.
const as = (db, ...values) =>
  db
    .prepare("SELECT typeof(?1) AS type, ?1 AS value")
    .bind(...values)
    .first();

export const snippets = {
  integer: (db) => as(db, 3),
  half: (db) => as(db, 0.5),
  negativeZero: (db) => as(db, -0),
  big: (db) => as(db, 2 ** 53 + 2),
  nan: (db) => as(db, NaN),
  infinity: (db) => as(db, Infinity),
  text: (db) => as(db, "é😀"),
  emptyText: (db) => as(db, ""),
  nulByte: (db) => as(db, "a\0b"),
  loneSurrogate: (db) => as(db, "a\ud800b"),
  yes: (db) => as(db, true),
  no: (db) => as(db, false),
  nothing: (db) => as(db, null),
  undefinedValue: (db) => as(db, undefined),
  bigint: (db) => as(db, 1n),
  symbol: (db) => as(db, Symbol("s")),
  func: (db) => as(db, Math.max),
  plainObject: (db) => as(db, { a: 1 }),
  date: (db) => as(db, new Date(0)),
  buffer: (db) => as(db, new Uint8Array([1, 2, 255]).buffer),
  emptyBuffer: (db) => as(db, new ArrayBuffer(0)),
  bytes: (db) => as(db, new Uint8Array([9, 8, 7]).subarray(1)),
  words: (db) => as(db, new Uint16Array([1, 258])),
  view: (db) => as(db, new DataView(new Uint8Array([5, 6, 7]).buffer, 1)),
  array: (db) => as(db, [1, 2, 3]),
  emptyArray: (db) => as(db, []),
  arrayOfText: (db) => as(db, ["a"]),
  arrayTooBig: (db) => as(db, [256]),
  arrayFraction: (db) => as(db, [1.5]),
  stringObject: (db) => as(db, new String("s")),
  numberObject: (db) => as(db, new Number(4)),
  regexp: (db) => as(db, /x/),
  none: (db) => db.prepare("SELECT ?1 AS a").first(),
  tooFew: (db) => db.prepare("SELECT ?, ?").bind(1).first(),
  tooMany: (db) => db.prepare("SELECT ?").bind(1, 2).first(),
  tooManyForNone: (db) => db.prepare("SELECT 1").bind(1).first(),
  numbered: (db) =>
    db.prepare("SELECT ?2 AS a, ?1 AS b").bind("one", "two").first(),
  numberedGap: (db) =>
    db.prepare("SELECT ?3 AS a").bind("one", "two", "three").first(),
  mixed: (db) =>
    db.prepare("SELECT ?2 AS a, ? AS b").bind("one", "two", "three").first(),
  repeated: (db) => db.prepare("SELECT ?1 AS a, ?1 AS b").bind("one").first(),
  colon: (db) =>
    db.prepare("SELECT :b AS x, :a AS y, :b AS z").bind("one", "two").first(),
  at: (db) => db.prepare("SELECT @a AS x").bind("one").first(),
  dollar: (db) => db.prepare("SELECT $a AS x").bind("one").first(),
  zero: (db) => db.prepare("SELECT ?0").bind("one").first(),
  inText: (db) =>
    db
      .prepare("SELECT '?' AS a, \"b?\" AS b, [c?] AS c, ? AS d -- ?\n /* ? */")
      .bind("one")
      .first(),
  newStatement: async (db) => {
    const a = db.prepare("SELECT ? AS a");
    const b = a.bind(1);
    const c = b.bind(2);
    return [a === b, b === c, await b.first("a"), await c.first("a")];
  },
  divides: (db) =>
    db
      .prepare(
        "SELECT ?/2 AS a, typeof(?) AS b, ?||'x' AS c, json_object('a', ?) AS d",
      )
      .bind(3, 3, 3, 3)
      .first(),
  intoText: async (db) => {
    await db.exec(
      "CREATE TABLE t (a TEXT, b INTEGER, c REAL, d BLOB, e NUMERIC, f)",
    );
    await db
      .prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)")
      .bind(3, 3, 3, 3, 3, 3)
      .run();
    return db
      .prepare(
        "SELECT *, typeof(a) ta, typeof(b) tb, typeof(c) tc, typeof(d) td, typeof(e) te, typeof(f) tf FROM t",
      )
      .first();
  },
  limitClause: (db) =>
    db.prepare("SELECT value FROM json_each('[1,2,3]') LIMIT ?").bind(2).all(),
  limitFraction: (db) =>
    db
      .prepare("SELECT value FROM json_each('[1,2,3]') LIMIT ?")
      .bind(2.5)
      .all(),
};
