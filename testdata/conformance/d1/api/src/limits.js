// What the engine allows. The product's own limits (10 GB, 30 s) are not here.
const run = (sql) => async (db) => {
  await db.prepare(sql).run();
  return "fine";
};
const list = (n, f) => Array.from({ length: n }, (_, i) => f(i)).join(",");

export const snippets = {
  columns100: run(`CREATE TABLE c100 (${list(100, (i) => `c${i}`)})`),
  columns101: run(`CREATE TABLE c101 (${list(101, (i) => `c${i}`)})`),
  parameters100: async (db) => {
    await db
      .prepare(`SELECT ${list(100, () => "?")}`)
      .bind(...Array(100).fill(1))
      .first();
    return "fine";
  },
  parameters101: (db) =>
    db
      .prepare(`SELECT ${list(101, () => "?")}`)
      .bind(...Array(101).fill(1))
      .first(),
  compound5: run(Array(5).fill("SELECT 1").join(" UNION ALL ")),
  compound6: run(Array(6).fill("SELECT 1").join(" UNION ALL ")),
  values600: run(
    `CREATE TABLE v (a); INSERT INTO v VALUES ${list(600, (i) => `(${i})`)}`,
  ),
  like50: run(`SELECT 'a' LIKE '${"a".repeat(50)}'`),
  like51: run(`SELECT 'a' LIKE '${"a".repeat(51)}'`),
  depth: run(`SELECT ${"(".repeat(150)}1${")".repeat(150)}`),
  depthAdd: run(`SELECT 1${"+1".repeat(150)}`),
  length100k: run(`SELECT '${"a".repeat(99_900)}'`),
  lengthOver: run(`SELECT '${"a".repeat(100_100)}'`),
  arguments33: run(`SELECT max(${list(33, (i) => i)})`),
  arguments128: run(`SELECT max(${list(128, (i) => i)})`),
};
