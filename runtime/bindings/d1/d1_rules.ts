// What D1 allows: the functions, PRAGMAs, virtual tables and limits that
// Cloudflare sets SQLite up with, and the names of its result codes.
// https://developers.cloudflare.com/d1/sql-api/
import { constants } from "node:sqlite";

const words = (text: string) => new Set(text.trim().split(/\s+/));

const functions = words(`
  abs changes char coalesce concat concat_ws format glob hex ifnull iif
  instr last_insert_rowid length like likelihood likely load_extension
  lower ltrim max_scalar min_scalar nullif octet_length printf quote random
  randomblob replace round rtrim sign substr substring total_changes trim
  typeof unhex unicode unlikely upper zeroblob date time datetime julianday
  unixepoch strftime timediff current_date current_time current_timestamp
  avg count group_concat max min string_agg sum total row_number rank
  dense_rank percent_rank cume_dist ntile lag lead first_value last_value
  nth_value acos acosh asin asinh atan atan2 atanh ceil cos cosh degrees
  exp floor ln log log2 mod pi pow radians sin sinh sqrt tan tanh trunc
  json jsonb json_array jsonb_array json_array_length json_extract
  jsonb_extract -> ->> json_insert jsonb_insert json_object jsonb_object
  json_patch jsonb_patch json_remove jsonb_remove json_replace
  jsonb_replace json_set jsonb_set json_type json_valid json_quote
  json_group_array jsonb_group_array json_group_object jsonb_group_object
  json_each json_tree match highlight bm25 snippet rtreecheck
  sqlite_rename_column sqlite_rename_table sqlite_rename_test
  sqlite_drop_column sqlite_rename_quotefix
`);

/** SQLite in Node has them, SQLite in Workers has not. */
export const absentFunctions = words(`
  soundex sqlite_offset median percentile percentile_cont percentile_disc
  geopoly_area geopoly_blob geopoly_json geopoly_svg geopoly_within
  geopoly_overlap geopoly_contains_point geopoly_bbox geopoly_ccw
  geopoly_regular geopoly_xform geopoly_debug matchinfo offsets
  fts3_tokenizer generate_series
`);
export const absentTables = words(`
  dbstat sqlite_dbpage sqlite_stmt bytecode tables_used generate_series geopoly
`);

const modules = words("fts5 fts5vocab rtree rtree_i32");

const yesOrNo = (value: string) =>
  /^(?:true|false|yes|no|on|off|1|0)/i.test(
    value.replace(/^(['"])([^]*)\1$/, "$2"),
  );
const free = (name: string | null) => !/^_cf_/i.test(name ?? "");
const whole = (value: string) => /^-?\d+$/.test(value);

// What the value of a PRAGMA may be; null is none.
type Check = (value: string | null) => boolean;
const none: Check = (value) => value === null;
const toggle: Check = (value) => value === null || yesOrNo(value);
const object: Check = (value) => value !== null && free(value);

const pragmas: Readonly<Record<string, Check>> = {
  data_version: none,
  page_size: none,
  table_list: () => true,
  case_sensitive_like: toggle,
  foreign_keys: toggle,
  defer_foreign_keys: toggle,
  ignore_check_constraints: toggle,
  legacy_alter_table: toggle,
  recursive_triggers: toggle,
  reverse_unordered_selects: toggle,
  table_info: object,
  table_xinfo: object,
  foreign_key_list: object,
  index_info: object,
  index_list: object,
  index_xinfo: object,
  foreign_key_check: free,
  quick_check: free,
  optimize: (value) => value === null || whole(value),
};

const {
  SQLITE_ALTER_TABLE,
  SQLITE_ANALYZE,
  SQLITE_CREATE_INDEX,
  SQLITE_CREATE_TABLE,
  SQLITE_CREATE_TRIGGER,
  SQLITE_CREATE_VIEW,
  SQLITE_CREATE_VTABLE,
  SQLITE_DELETE,
  SQLITE_DETACH,
  SQLITE_DROP_INDEX,
  SQLITE_DROP_TABLE,
  SQLITE_DROP_TRIGGER,
  SQLITE_DROP_VIEW,
  SQLITE_DROP_VTABLE,
  SQLITE_FUNCTION,
  SQLITE_INSERT,
  SQLITE_PRAGMA,
  SQLITE_READ,
  SQLITE_RECURSIVE,
  SQLITE_REINDEX,
  SQLITE_SAVEPOINT,
  SQLITE_SELECT,
  SQLITE_TRANSACTION,
  SQLITE_UPDATE,
} = constants;

/** The answer of SQLite's authorizer: https://www.sqlite.org/c3ref/set_authorizer.html */
export function authorized(
  action: number,
  first: string | null,
  second: string | null,
  third: string | null,
): boolean | "transaction" {
  // ALTER TABLE and DETACH name the database first.
  const swapped = action === SQLITE_ALTER_TABLE || action === SQLITE_DETACH;
  const [a, b, schema] = swapped
    ? [second, null, first]
    : [first, second, third];
  if (schema === "temp")
    return (action === SQLITE_READ || action === SQLITE_UPDATE) && free(a);
  if (schema !== null && schema !== "main") return false;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
    case SQLITE_ANALYZE:
      return true;
    case SQLITE_CREATE_TABLE:
    case SQLITE_DELETE:
    case SQLITE_DROP_TABLE:
    case SQLITE_INSERT:
    case SQLITE_CREATE_VIEW:
    case SQLITE_DROP_VIEW:
    case SQLITE_REINDEX:
    case SQLITE_ALTER_TABLE:
    case SQLITE_UPDATE:
      return free(a);
    case SQLITE_READ:
      return free(a) && !absentTables.has(a?.toLowerCase() ?? "");
    case SQLITE_CREATE_INDEX:
    case SQLITE_DROP_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_TRIGGER:
      return free(a) && free(b);
    case SQLITE_CREATE_VTABLE:
    case SQLITE_DROP_VTABLE:
      return modules.has(b?.toLowerCase() ?? "") && free(a);
    case SQLITE_FUNCTION:
      return functions.has(b ?? "");
    case SQLITE_PRAGMA:
      return pragmas[a ?? ""]?.(b) ?? false;
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return "transaction";
  }
  return false;
}

export const cloudflareLimits = {
  length: 4 << 20,
  sqlLength: 100_000,
  column: 100,
  exprDepth: 100,
  compoundSelect: 5,
  vdbeOp: 25_000,
  functionArg: 127,
  likePatternLength: 50,
  variableNumber: 100,
  triggerDepth: 10,
};

const codes = new Map([
  [1, "SQLITE_ERROR"],
  [2, "SQLITE_INTERNAL"],
  [3, "SQLITE_PERM"],
  [4, "SQLITE_ABORT"],
  [5, "SQLITE_BUSY"],
  [6, "SQLITE_LOCKED"],
  [7, "SQLITE_NOMEM"],
  [8, "SQLITE_READONLY"],
  [9, "SQLITE_INTERRUPT"],
  [10, "SQLITE_IOERR"],
  [11, "SQLITE_CORRUPT"],
  [12, "SQLITE_NOTFOUND"],
  [13, "SQLITE_FULL"],
  [14, "SQLITE_CANTOPEN"],
  [15, "SQLITE_PROTOCOL"],
  [16, "SQLITE_EMPTY"],
  [17, "SQLITE_SCHEMA"],
  [18, "SQLITE_TOOBIG"],
  [19, "SQLITE_CONSTRAINT"],
  [20, "SQLITE_MISMATCH"],
  [21, "SQLITE_MISUSE"],
  [22, "SQLITE_NOLFS"],
  [23, "SQLITE_AUTH"],
  [24, "SQLITE_FORMAT"],
  [25, "SQLITE_RANGE"],
  [26, "SQLITE_NOTADB"],
  [27, "SQLITE_NOTICE"],
  [28, "SQLITE_WARNING"],
]);

const extended = new Map([
  [516, "SQLITE_ABORT_ROLLBACK"],
  [279, "SQLITE_AUTH_USER"],
  [261, "SQLITE_BUSY_RECOVERY"],
  [517, "SQLITE_BUSY_SNAPSHOT"],
  [773, "SQLITE_BUSY_TIMEOUT"],
  [1038, "SQLITE_CANTOPEN_CONVPATH"],
  [1294, "SQLITE_CANTOPEN_DIRTYWAL"],
  [782, "SQLITE_CANTOPEN_FULLPATH"],
  [526, "SQLITE_CANTOPEN_ISDIR"],
  [270, "SQLITE_CANTOPEN_NOTEMPDIR"],
  [1550, "SQLITE_CANTOPEN_SYMLINK"],
  [275, "SQLITE_CONSTRAINT_CHECK"],
  [531, "SQLITE_CONSTRAINT_COMMITHOOK"],
  [3091, "SQLITE_CONSTRAINT_DATATYPE"],
  [787, "SQLITE_CONSTRAINT_FOREIGNKEY"],
  [1043, "SQLITE_CONSTRAINT_FUNCTION"],
  [1299, "SQLITE_CONSTRAINT_NOTNULL"],
  [2835, "SQLITE_CONSTRAINT_PINNED"],
  [1555, "SQLITE_CONSTRAINT_PRIMARYKEY"],
  [2579, "SQLITE_CONSTRAINT_ROWID"],
  [1811, "SQLITE_CONSTRAINT_TRIGGER"],
  [2067, "SQLITE_CONSTRAINT_UNIQUE"],
  [2323, "SQLITE_CONSTRAINT_VTAB"],
  [779, "SQLITE_CORRUPT_INDEX"],
  [523, "SQLITE_CORRUPT_SEQUENCE"],
  [267, "SQLITE_CORRUPT_VTAB"],
  [257, "SQLITE_ERROR_MISSING_COLLSEQ"],
  [513, "SQLITE_ERROR_RETRY"],
  [769, "SQLITE_ERROR_SNAPSHOT"],
  [3338, "SQLITE_IOERR_ACCESS"],
  [7178, "SQLITE_IOERR_AUTH"],
  [7434, "SQLITE_IOERR_BEGIN_ATOMIC"],
  [2826, "SQLITE_IOERR_BLOCKED"],
  [3594, "SQLITE_IOERR_CHECKRESERVEDLOCK"],
  [4106, "SQLITE_IOERR_CLOSE"],
  [7690, "SQLITE_IOERR_COMMIT_ATOMIC"],
  [6666, "SQLITE_IOERR_CONVPATH"],
  [8458, "SQLITE_IOERR_CORRUPTFS"],
  [8202, "SQLITE_IOERR_DATA"],
  [2570, "SQLITE_IOERR_DELETE"],
  [5898, "SQLITE_IOERR_DELETE_NOENT"],
  [4362, "SQLITE_IOERR_DIR_CLOSE"],
  [1290, "SQLITE_IOERR_DIR_FSYNC"],
  [1802, "SQLITE_IOERR_FSTAT"],
  [1034, "SQLITE_IOERR_FSYNC"],
  [6410, "SQLITE_IOERR_GETTEMPPATH"],
  [3850, "SQLITE_IOERR_LOCK"],
  [6154, "SQLITE_IOERR_MMAP"],
  [3082, "SQLITE_IOERR_NOMEM"],
  [2314, "SQLITE_IOERR_RDLOCK"],
  [266, "SQLITE_IOERR_READ"],
  [7946, "SQLITE_IOERR_ROLLBACK_ATOMIC"],
  [5642, "SQLITE_IOERR_SEEK"],
  [5130, "SQLITE_IOERR_SHMLOCK"],
  [5386, "SQLITE_IOERR_SHMMAP"],
  [4618, "SQLITE_IOERR_SHMOPEN"],
  [4874, "SQLITE_IOERR_SHMSIZE"],
  [522, "SQLITE_IOERR_SHORT_READ"],
  [1546, "SQLITE_IOERR_TRUNCATE"],
  [2058, "SQLITE_IOERR_UNLOCK"],
  [6922, "SQLITE_IOERR_VNODE"],
  [778, "SQLITE_IOERR_WRITE"],
  [262, "SQLITE_LOCKED_SHAREDCACHE"],
  [518, "SQLITE_LOCKED_VTAB"],
  [539, "SQLITE_NOTICE_RECOVER_ROLLBACK"],
  [283, "SQLITE_NOTICE_RECOVER_WAL"],
  [256, "SQLITE_OK_LOAD_PERMANENTLY"],
  [1288, "SQLITE_READONLY_CANTINIT"],
  [520, "SQLITE_READONLY_CANTLOCK"],
  [1032, "SQLITE_READONLY_DBMOVED"],
  [1544, "SQLITE_READONLY_DIRECTORY"],
  [264, "SQLITE_READONLY_RECOVERY"],
  [776, "SQLITE_READONLY_ROLLBACK"],
  [284, "SQLITE_WARNING_AUTOINDEX"],
]);

/** "SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)" */
export function codeName(code: number): string {
  const name =
    codes.get(code & 0xff) ?? `SQLITE_UNKNOWN_ERROR_CODE(${code & 0xff})`;
  const more = extended.get(code);
  return more === undefined ? name : `${name} (extended: ${more})`;
}

/** The file, the disk or the machine is at fault and not the statement. */
export function isStoreFault(code: number): boolean {
  return [3, 5, 7, 8, 10, 11, 13, 14, 15, 26].includes(code & 0xff);
}
