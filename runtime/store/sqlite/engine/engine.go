// Package engine is one connection to SQLite through its C interface. D1 needs
// what database/sql does not show: the offset of an error and its extended code,
// an authorizer, the engine's limits, several statements in one text, and values
// as SQLite has them. Everything else uses database/sql (see ..).
package engine

import (
	"fmt"
	"strings"
	"unicode/utf8"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	lib "modernc.org/sqlite/lib"
)

// Conn is one connection. One goroutine uses it at a time.
type Conn struct {
	tls    *libc.TLS
	db     uintptr
	denied denial // by the authorizer, for the statement under way
	// trusted lets our own statements past the authorizer.
	trusted bool
	// ours are those statements, compiled once.
	ours map[string]uintptr
}

// Error is an error of the engine. Message is SQLite's own; Offset is the byte
// in the statement it speaks of, or -1; Code is the extended result code.
type Error struct {
	Message string
	Offset  int
	Code    int
}

// Error is the text as Workers show it: the message, where, and the names of
// the codes.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Offset >= 0 {
		fmt.Fprintf(&b, " at offset %d", e.Offset)
	}
	b.WriteString(": " + codeName(e.Code&0xff))
	if name, ok := extendedNames[e.Code]; ok {
		b.WriteString(" (extended: " + name + ")")
	}
	return b.String()
}

// Damaged reports that SQLite could not make sense of the file.
func (e *Error) Damaged() bool {
	return e.Code&0xff == lib.SQLITE_CORRUPT || e.Code&0xff == lib.SQLITE_NOTADB
}

// Store reports that the file, the disk or the machine is at fault and not the
// statement.
func (e *Error) Store() bool {
	switch e.Code & 0xff {
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_IOERR, lib.SQLITE_FULL, lib.SQLITE_CANTOPEN,
		lib.SQLITE_READONLY, lib.SQLITE_BUSY, lib.SQLITE_NOMEM, lib.SQLITE_PROTOCOL, lib.SQLITE_PERM:
		return true
	}
	return false
}

// Refusal is an error that is not the engine's: Workers say it before or
// instead of asking SQLite.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// The refusals.
const (
	WrongBindings Refusal = "Wrong number of parameter bindings for SQL query."
	NoStatement   Refusal = "SQL code did not contain a statement."
	NoTransaction Refusal = "To execute a transaction, please use the state.storage.transaction() or state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because it will automatically roll back on exceptions, and because it interacts correctly with Durable Objects' automatic atomic write coalescing."
)

// Open opens or makes the file at path.
func Open(path string) (*Conn, error) {
	c := &Conn{tls: libc.NewTLS(), ours: map[string]uintptr{}}
	name, free := c.text(path)
	defer free()
	out := c.alloc(int(unsafe.Sizeof(uintptr(0))))
	defer libc.Xfree(c.tls, out)
	const flags = lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE | lib.SQLITE_OPEN_FULLMUTEX
	rc := lib.Xsqlite3_open_v2(c.tls, name, out, flags, 0)
	c.db = *at[uintptr](out)
	if rc != lib.SQLITE_OK {
		err := c.failed(rc)
		c.Close()
		return nil, err
	}
	lib.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	lib.Xsqlite3_busy_timeout(c.tls, c.db, 5000)
	return c, nil
}

// Close frees the connection; it must not be used any more.
func (c *Conn) Close() {
	for _, stmt := range c.ours {
		lib.Xsqlite3_finalize(c.tls, stmt)
	}
	clear(c.ours)
	if c.db != 0 {
		lib.Xsqlite3_close_v2(c.tls, c.db)
		forget(c.db)
		c.db = 0
	}
	c.tls.Close()
}

// Changes are the rows changed since the connection was opened, those of
// triggers and foreign keys included.
func (c *Conn) Changes() int64 { return int64(lib.Xsqlite3_total_changes64(c.tls, c.db)) }

// LastRowID is the rowid of the last insert on this connection.
func (c *Conn) LastRowID() int64 { return int64(lib.Xsqlite3_last_insert_rowid(c.tls, c.db)) }

// InTransaction reports whether one is open: some errors end it.
func (c *Conn) InTransaction() bool { return lib.Xsqlite3_get_autocommit(c.tls, c.db) == 0 }

// Trusted runs a statement of our own that a Worker may not run: BEGIN, COMMIT,
// ROLLBACK.
func (c *Conn) Trusted(sql string) error {
	_, err := c.own(sql)
	return err
}

// Size is how many bytes of the file are in use, with what is not committed yet.
func (c *Conn) Size() (int64, error) {
	size := int64(1)
	for _, sql := range []string{
		"SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count",
		"PRAGMA page_size",
	} {
		rows, err := c.own(sql)
		if err != nil {
			return 0, err
		}
		n, _ := rows.Rows[0][0].(int64)
		size *= n
	}
	return size, nil
}

func (c *Conn) own(sql string) (Rows, error) {
	c.trusted = true
	defer func() { c.trusted = false }()
	stmt, ok := c.ours[sql]
	if !ok {
		text, free := c.text(sql)
		defer free()
		var err error
		if stmt, _, err = c.prepare(text, int32(len(sql))); err != nil {
			return Rows{}, err
		}
		c.ours[sql] = stmt
	}
	rows, err := c.step(stmt, nil)
	lib.Xsqlite3_reset(c.tls, stmt)
	return rows, err
}

// Rows is what the last statement of a text gave.
type Rows struct {
	Columns  []string
	Rows     [][]any // int64, float64, string, []byte, nil
	ReadOnly bool    // no statement of the text could write
}

// Run runs every statement of sql; params go to the last, by position, and its
// rows are returned. A parameter is a float64, string, []byte or nil.
func (c *Conn) Run(sql string, params []any) (Rows, error) {
	if i := strings.IndexByte(sql, 0); i >= 0 {
		sql = sql[:i] // SQLite sees no further
	}
	text, free := c.text(sql)
	defer free()
	rest, end, readOnly := text, text+uintptr(len(sql)), true
	for {
		stmt, tail, err := c.prepare(rest, int32(end-rest))
		if err != nil {
			return Rows{}, err
		}
		last := blank(libc.GoString(tail))
		var given []any
		if last {
			given = params
		}
		readOnly = readOnly && lib.Xsqlite3_stmt_readonly(c.tls, stmt) != 0
		rows, err := c.step(stmt, given)
		rows.ReadOnly = readOnly
		lib.Xsqlite3_finalize(c.tls, stmt)
		if err != nil || last {
			return rows, err
		}
		rest = tail
	}
}

func blank(s string) bool { return strings.Trim(s, " \t\n\v\f\r") == "" }

// prepare compiles the first statement of the text at sql, n bytes long.
func (c *Conn) prepare(sql uintptr, n int32) (stmt, tail uintptr, err error) {
	word := int(unsafe.Sizeof(uintptr(0)))
	out := c.alloc(2 * word)
	defer libc.Xfree(c.tls, out)
	c.denied = allowed
	rc := lib.Xsqlite3_prepare_v2(c.tls, c.db, sql, n, out, out+uintptr(word))
	if rc != lib.SQLITE_OK {
		return 0, 0, c.failed(rc)
	}
	stmt = *at[uintptr](out)
	tail = *at[uintptr](out + uintptr(word))
	if stmt == 0 {
		return 0, 0, NoStatement
	}
	return stmt, tail, nil
}

func (c *Conn) step(stmt uintptr, params []any) (Rows, error) {
	if int(lib.Xsqlite3_bind_parameter_count(c.tls, stmt)) != len(params) {
		return Rows{}, WrongBindings
	}
	for i, v := range params {
		if rc := c.bind(stmt, int32(i+1), v); rc != lib.SQLITE_OK {
			return Rows{}, c.failed(rc)
		}
	}
	n := lib.Xsqlite3_column_count(c.tls, stmt)
	out := Rows{Columns: make([]string, n)}
	for i := range n {
		out.Columns[i] = valid(libc.GoString(lib.Xsqlite3_column_name(c.tls, stmt, i)))
	}
	for {
		switch rc := lib.Xsqlite3_step(c.tls, stmt); rc {
		case lib.SQLITE_ROW:
			row := make([]any, n)
			for i := range n {
				row[i] = c.column(stmt, i)
			}
			out.Rows = append(out.Rows, row)
		case lib.SQLITE_DONE:
			return out, nil
		default:
			return Rows{}, c.failed(rc)
		}
	}
}

// bind gives SQLite copies: SQLITE_TRANSIENT.
func (c *Conn) bind(stmt uintptr, i int32, v any) int32 {
	const transient = ^uintptr(0)
	switch v := v.(type) {
	case nil:
		return lib.Xsqlite3_bind_null(c.tls, stmt, i)
	case float64:
		return lib.Xsqlite3_bind_double(c.tls, stmt, i, v)
	case int64:
		return lib.Xsqlite3_bind_int64(c.tls, stmt, i, v)
	case string:
		p, free := c.text(v)
		defer free()
		return lib.Xsqlite3_bind_text(c.tls, stmt, i, p, int32(len(v)), transient)
	case []byte:
		if len(v) == 0 {
			return lib.Xsqlite3_bind_zeroblob(c.tls, stmt, i, 0)
		}
		p, free := c.text(string(v))
		defer free()
		return lib.Xsqlite3_bind_blob(c.tls, stmt, i, p, int32(len(v)), transient)
	}
	return lib.SQLITE_MISUSE
}

func (c *Conn) column(stmt uintptr, i int32) any {
	switch lib.Xsqlite3_column_type(c.tls, stmt, i) {
	case lib.SQLITE_INTEGER:
		return int64(lib.Xsqlite3_column_int64(c.tls, stmt, i))
	case lib.SQLITE_FLOAT:
		return lib.Xsqlite3_column_double(c.tls, stmt, i)
	case lib.SQLITE_TEXT:
		p := lib.Xsqlite3_column_text(c.tls, stmt, i)
		return valid(string(memory(p, int(lib.Xsqlite3_column_bytes(c.tls, stmt, i)))))
	case lib.SQLITE_BLOB:
		p := lib.Xsqlite3_column_blob(c.tls, stmt, i)
		return append([]byte{}, memory(p, int(lib.Xsqlite3_column_bytes(c.tls, stmt, i)))...)
	}
	return nil
}

// valid is text as JavaScript can have it: what is not UTF-8 becomes U+FFFD.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

func memory(p uintptr, n int) []byte {
	if p == 0 || n == 0 {
		return nil
	}
	return unsafe.Slice(at[byte](p), n)
}

// at is memory of libc, which Go's collector knows nothing of.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// failed makes the error of a call that returned rc.
func (c *Conn) failed(rc int32) error {
	if c.denied == transaction {
		return NoTransaction
	}
	message := valid(libc.GoString(lib.Xsqlite3_errmsg(c.tls, c.db)))
	if name, ok := strings.CutPrefix(message, "not authorized to use function: "); ok && absent[strings.ToLower(name)] {
		message = "no such function: " + name
	}
	offset := -1
	// A text that is too long is refused unread: what SQLite has then is the place
	// in an earlier one.
	if rc&0xff != lib.SQLITE_TOOBIG {
		offset = int(lib.Xsqlite3_error_offset(c.tls, c.db))
	}
	return &Error{Message: message, Offset: offset, Code: int(rc)}
}

// text is a C string of s.
func (c *Conn) text(s string) (p uintptr, free func()) {
	p = c.alloc(len(s) + 1)
	b := memory(p, len(s)+1)
	copy(b, s)
	b[len(s)] = 0
	return p, func() { libc.Xfree(c.tls, p) }
}

func (c *Conn) alloc(n int) uintptr {
	p := libc.Xmalloc(c.tls, types.Size_t(n))
	if p == 0 {
		panic("out of memory")
	}
	return p
}
