// Tables, views, triggers and what is remembered of their text.
const run = (sql) => (db) => db.prepare(sql).run();

export const snippets = {
  doubleQuotedDefault: run('CREATE TABLE q (a TEXT DEFAULT "hello")'),
  doubleQuotedDefaultValue: async (db) => {
    await db.prepare("INSERT INTO q DEFAULT VALUES").run();
    return db.prepare("SELECT a FROM q").first();
  },
  withoutRowid: run("CREATE TABLE w (a TEXT PRIMARY KEY) WITHOUT ROWID"),
  withoutRowidInsert: run("INSERT INTO w VALUES ('x')"),
  autoincrement: async (db) => {
    await db.exec(
      "CREATE TABLE ai (id INTEGER PRIMARY KEY AUTOINCREMENT, n)\nINSERT INTO ai (n) VALUES (1), (2)\nDELETE FROM ai",
    );
    return (await db.prepare("INSERT INTO ai (n) VALUES (3)").run()).meta
      .last_row_id;
  },
  trigger: async (db) => {
    await db.exec("CREATE TABLE log (m TEXT)");
    await db
      .prepare(
        "CREATE TRIGGER tr AFTER INSERT ON ai BEGIN INSERT INTO log VALUES ('new ' || NEW.id); INSERT INTO log VALUES ('two'); END",
      )
      .run();
    const { meta } = await db.prepare("INSERT INTO ai (n) VALUES (4)").run();
    return [
      meta.changes,
      meta.last_row_id,
      await db.prepare("SELECT m FROM log").raw(),
    ];
  },
  view: async (db) => {
    await db.exec("CREATE VIEW vw AS SELECT n * 2 AS d FROM ai");
    return db.prepare("SELECT d FROM vw ORDER BY d").raw();
  },
  cascade: async (db) => {
    await db.exec(
      "CREATE TABLE p (id INTEGER PRIMARY KEY)\nCREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE)\nINSERT INTO p VALUES (1), (2)\nINSERT INTO c VALUES (1), (1), (2)",
    );
    const { meta } = await db.prepare("DELETE FROM p WHERE id = 1").run();
    return [
      meta.changes,
      await db.prepare("SELECT count(*) AS n FROM c").first("n"),
    ];
  },
  renameTable: run("ALTER TABLE log RENAME TO logs"),
  addColumn: run("ALTER TABLE logs ADD COLUMN at INTEGER DEFAULT 5"),
  renameColumn: run("ALTER TABLE logs RENAME COLUMN m TO message"),
  dropColumn: run("ALTER TABLE logs DROP COLUMN at"),
  text: (db) =>
    db
      .prepare(
        "SELECT name, sql FROM sqlite_schema WHERE name IN ('logs', 'tr', 'vw') ORDER BY name",
      )
      .raw(),
  createAs: async (db) => {
    await db.exec("CREATE TABLE copy AS SELECT * FROM p");
    return db
      .prepare("SELECT sql FROM sqlite_schema WHERE name = 'copy'")
      .first("sql");
  },
  partialIndex: run("CREATE UNIQUE INDEX one ON c (p) WHERE p = 2"),
  partialIndexHolds: run("INSERT INTO c VALUES (2)"),
  expressionIndex: run("CREATE INDEX ex ON ai (n + 1)"),
  check: run("CREATE TABLE ck (a INTEGER CHECK (a BETWEEN 1 AND 9))"),
  checkNamed: run(
    "CREATE TABLE ck2 (a INTEGER, CONSTRAINT small CHECK (a < 10))",
  ),
  checkFails: run("INSERT INTO ck2 VALUES (50)"),
  dropReferenced: run("DROP TABLE p"),
  changesAfterDrop: async (db) =>
    await db.prepare("SELECT changes() AS c").first("c"),
};
