// The PRAGMAs that D1 lets through.
const all = (sql) => (db) => db.prepare(sql).raw({ columnNames: true });

export const snippets = {
  fill: (db) =>
    db.exec(
      "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x', c REAL GENERATED ALWAYS AS (a * 2) VIRTUAL)\nCREATE INDEX t_b ON t (b DESC)\nCREATE TABLE f (a REFERENCES t (a) ON DELETE CASCADE)",
    ),
  tableInfo: all("PRAGMA table_info(t)"),
  tableInfoQuoted: all("PRAGMA table_info('t')"),
  tableXinfo: all("PRAGMA table_xinfo(t)"),
  tableInfoNone: all("PRAGMA table_info(nope)"),
  tableInfoFunction: all("SELECT name, type, pk FROM pragma_table_info('t')"),
  tableList: all(
    "SELECT name, type, ncol, wr, strict FROM pragma_table_list WHERE name IN ('t', 'f') ORDER BY name",
  ),
  indexList: all("PRAGMA index_list(t)"),
  indexInfo: all("PRAGMA index_info(t_b)"),
  indexXinfo: all("PRAGMA index_xinfo(t_b)"),
  foreignKeyList: all("PRAGMA foreign_key_list(f)"),
  foreignKeyCheck: all("PRAGMA foreign_key_check"),
  foreignKeys: all("PRAGMA foreign_keys"),
  foreignKeysOff: all("PRAGMA foreign_keys = off"),
  foreignKeysStill: all("PRAGMA foreign_keys"),
  foreignKeysEffect: (db) => db.prepare("INSERT INTO f VALUES (77)").run(),
  deferForeignKeys: all("PRAGMA defer_foreign_keys = on"),
  deferForeignKeysRead: all("PRAGMA defer_foreign_keys"),
  caseSensitiveLike: all("PRAGMA case_sensitive_like = on"),
  likeAfter: all("SELECT 'A' LIKE 'a' AS v"),
  caseInsensitiveLike: all("PRAGMA case_sensitive_like = off"),
  ignoreCheck: all("PRAGMA ignore_check_constraints"),
  legacyAlter: all("PRAGMA legacy_alter_table"),
  recursiveTriggers: all("PRAGMA recursive_triggers"),
  reverse: all("PRAGMA reverse_unordered_selects"),
  quickCheck: all("PRAGMA quick_check"),
  optimize: all("PRAGMA optimize"),
  pageSize: all("PRAGMA page_size"),
  pageSizeSet: all("PRAGMA page_size = 1024"),
  schemaTable: all(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name IN ('t', 't_b', 'f') ORDER BY name",
  ),
  masterTable: all("SELECT count(*) AS n FROM sqlite_master WHERE name = 't'"),
};
