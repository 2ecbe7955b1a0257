// exec: lines of SQL.
export const snippets = {
  create: async (db) => (await db.exec("CREATE TABLE t (a UNIQUE)")).count,
  two: async (db) =>
    (await db.exec("INSERT INTO t VALUES (1)\nINSERT INTO t VALUES (2)")).count,
  twoOnALine: async (db) =>
    (await db.exec("INSERT INTO t VALUES (3); INSERT INTO t VALUES (4);"))
      .count,
  keys: async (db) => Object.keys(await db.exec("SELECT 1")),
  blankLines: async (db) => (await db.exec("\nSELECT 1\n\nSELECT 2\n")).count,
  spaces: async (db) => (await db.exec("   \n SELECT 1 \n\t")).count,
  empty: (db) => db.exec(""),
  space: (db) => db.exec(" \n "),
  onlyComment: (db) => db.exec("-- x"),
  commentLine: (db) => db.exec("-- x\nSELECT 1"),
  spans: (db) => db.exec("CREATE TABLE u (\n a INTEGER\n)"),
  carriageReturn: async (db) =>
    (await db.exec("SELECT 1\r\nSELECT 2\r\n")).count,
  failsOnSecond: (db) =>
    db.exec("INSERT INTO t VALUES (10)\nINSERT INTO nope VALUES (1)"),
  rolledBack: (db) =>
    db.prepare("SELECT count(*) AS n FROM t WHERE a = 10").first("n"),
  unique: (db) => db.exec("INSERT INTO t VALUES (1)"),
  syntax: (db) => db.exec("SELEC 1"),
  params: (db) => db.exec("SELECT ?"),
  begin: (db) => db.exec("BEGIN TRANSACTION"),
  rows: (db) => db.prepare("SELECT a FROM t ORDER BY a").raw(),
};
