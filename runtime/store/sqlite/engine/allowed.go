package engine

import (
	lib "modernc.org/sqlite/lib"
)

// What D1 allows, as workerd has it (src/workerd/util/sqlite.c++ lists the
// names). Documented at https://developers.cloudflare.com/d1/sql-api/.

// functions a statement may call.
var functions = set(
	"abs", "changes", "char", "coalesce", "concat", "concat_ws", "format", "glob", "hex", "ifnull", "iif", "instr",
	"last_insert_rowid", "length", "like", "likelihood", "likely", "load_extension", "lower", "ltrim", "max_scalar",
	"min_scalar", "nullif", "octet_length", "printf", "quote", "random", "randomblob", "replace", "round", "rtrim",
	"sign", "substr", "substring", "total_changes", "trim", "typeof", "unhex", "unicode", "unlikely",
	"upper", "zeroblob", "date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff", "current_date",
	"current_time", "current_timestamp", "avg", "count", "group_concat", "max", "min", "string_agg", "sum", "total",
	"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value",
	"last_value", "nth_value", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "cos", "cosh",
	"degrees", "exp", "floor", "ln", "log", "log2", "mod", "pi", "pow", "radians", "sin", "sinh", "sqrt", "tan", "tanh",
	"trunc", "json", "jsonb", "json_array", "jsonb_array", "json_array_length", "json_extract", "jsonb_extract", "->",
	"->>", "json_insert", "jsonb_insert", "json_object", "jsonb_object", "json_patch", "jsonb_patch", "json_remove",
	"jsonb_remove", "json_replace", "jsonb_replace", "json_set", "jsonb_set", "json_type", "json_valid", "json_quote",
	"json_group_array", "jsonb_group_array", "json_group_object", "jsonb_group_object", "json_each", "json_tree",
	"match", "highlight", "bm25", "snippet", "rtreecheck", "sqlite_rename_column", "sqlite_rename_table",
	"sqlite_rename_test", "sqlite_drop_column", "sqlite_rename_quotefix",
)

// absent are functions that SQLite has here and not in Workers; there they are
// not refused but unknown.
var absent = set("soundex", "sqlite_offset", "median", "percentile", "percentile_cont", "percentile_disc", "geopoly_area",
	"geopoly_blob", "geopoly_json", "geopoly_svg", "geopoly_within", "geopoly_overlap", "geopoly_contains_point", "geopoly_bbox",
	"geopoly_ccw", "geopoly_regular", "geopoly_xform", "geopoly_debug", "matchinfo", "offsets", "fts3_tokenizer", "generate_series")

// absentModules are virtual tables likewise.
var absentModules = []string{"dbstat", "sqlite_dbpage", "sqlite_stmt", "bytecode", "tables_used", "generate_series", "geopoly"}

// modules of virtual tables.
var modules = set("fts5", "fts5vocab", "rtree", "rtree_i32")

// pragmaKind is what a PRAGMA's value may be.
type pragmaKind int

const (
	_            pragmaKind = iota
	plain                   // no value
	any0                    // whatever
	boolean                 // none, or a boolean
	object                  // a table or an index
	objectOrNone            // that, a number or nothing
	number                  // none, or a whole number
)

var pragmas = map[string]pragmaKind{
	"data_version": plain, "page_size": plain,
	"table_list":          any0,
	"case_sensitive_like": boolean, "foreign_keys": boolean, "defer_foreign_keys": boolean, "ignore_check_constraints": boolean,
	"legacy_alter_table": boolean, "recursive_triggers": boolean, "reverse_unordered_selects": boolean,
	"table_info": object, "table_xinfo": object, "foreign_key_list": object, "index_info": object, "index_list": object, "index_xinfo": object,
	"foreign_key_check": objectOrNone, "quick_check": objectOrNone,
	"optimize": number,
}

// cloudflareLimits are what the engine allows there.
var cloudflareLimits = map[int32]int32{
	lib.SQLITE_LIMIT_LENGTH: 4 << 20, lib.SQLITE_LIMIT_SQL_LENGTH: 100_000, lib.SQLITE_LIMIT_COLUMN: 100,
	lib.SQLITE_LIMIT_EXPR_DEPTH: 100, lib.SQLITE_LIMIT_COMPOUND_SELECT: 5, lib.SQLITE_LIMIT_VDBE_OP: 25_000,
	lib.SQLITE_LIMIT_FUNCTION_ARG: 127, lib.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 50, lib.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
	lib.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
