package engine

import (
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// denial is what the authorizer found in the statement being compiled.
type denial int

const (
	allowed denial = iota
	transaction
)

// The connections that have an authorizer, for C knows only functions.
var (
	confinedMu sync.RWMutex
	confined   = map[uintptr]*Conn{}
)

// Confine makes the connection what a Worker may use: from here on only what
// D1 allows compiles, and with limits also only what is small enough for it.
// https://developers.cloudflare.com/d1/sql-api/sql-statements/
func (c *Conn) Confine(limits bool) {
	confinedMu.Lock()
	confined[c.db] = c
	confinedMu.Unlock()
	if limits {
		for id, n := range cloudflareLimits {
			lib.Xsqlite3_limit(c.tls, c.db, id, n)
		}
	}
	for _, name := range absentModules {
		text, free := c.text(name)
		lib.Xsqlite3_create_module_v2(c.tls, c.db, text, 0, 0, 0)
		free()
	}
	lib.Xsqlite3_set_authorizer(c.tls, c.db, functionPointer(authorizer), c.db)
}

func forget(db uintptr) {
	confinedMu.Lock()
	delete(confined, db)
	confinedMu.Unlock()
}

// functionPointer is how C calls a declared function of Go: modernc.org/libc
// takes the address of the function value.
func functionPointer[T any](f T) uintptr {
	return *(*uintptr)(unsafe.Pointer(&struct{ f T }{f}))
}

func authorizer(_ *libc.TLS, db uintptr, action int32, a, b, schema, _ uintptr) int32 {
	confinedMu.RLock()
	c := confined[db]
	confinedMu.RUnlock()
	if c != nil && (c.trusted || c.authorized(action, argument(a), argument(b), argument(schema))) {
		return lib.SQLITE_OK
	}
	return lib.SQLITE_DENY
}

// arg is an argument of the authorizer; some are not there.
type arg struct {
	text  string
	given bool
}

func argument(p uintptr) arg {
	if p == 0 {
		return arg{}
	}
	return arg{libc.GoString(p), true}
}

func (c *Conn) authorized(action int32, a, b, schema arg) bool {
	// ALTER TABLE and DETACH name the database first.
	if action == lib.SQLITE_ALTER_TABLE || action == lib.SQLITE_DETACH {
		a, b, schema = b, arg{}, a
	}
	switch {
	case schema.given && schema.text == "temp":
		return (action == lib.SQLITE_READ || action == lib.SQLITE_UPDATE) && free(a)
	case schema.given && schema.text != "main":
		return false
	}
	switch action {
	case lib.SQLITE_SELECT, lib.SQLITE_RECURSIVE, lib.SQLITE_ANALYZE:
		return true
	case lib.SQLITE_CREATE_TABLE, lib.SQLITE_DELETE, lib.SQLITE_DROP_TABLE, lib.SQLITE_INSERT, lib.SQLITE_CREATE_VIEW,
		lib.SQLITE_DROP_VIEW, lib.SQLITE_REINDEX, lib.SQLITE_ALTER_TABLE, lib.SQLITE_READ, lib.SQLITE_UPDATE:
		return free(a)
	case lib.SQLITE_CREATE_INDEX, lib.SQLITE_DROP_INDEX, lib.SQLITE_CREATE_TRIGGER, lib.SQLITE_DROP_TRIGGER:
		return free(a) && free(b)
	case lib.SQLITE_CREATE_VTABLE, lib.SQLITE_DROP_VTABLE:
		return modules[strings.ToLower(b.text)] && free(a)
	case lib.SQLITE_FUNCTION:
		return functions[b.text]
	case lib.SQLITE_PRAGMA:
		return pragma(a.text, b)
	case lib.SQLITE_TRANSACTION, lib.SQLITE_SAVEPOINT:
		c.denied = transaction
	}
	return false
}

// free says that a name is not one of Cloudflare's own.
func free(name arg) bool {
	return len(name.text) < 4 || !strings.EqualFold(name.text[:4], "_cf_")
}

func pragma(name string, value arg) bool {
	switch pragmas[name] {
	case plain:
		return !value.given
	case any0:
		return true
	case boolean:
		return !value.given || isBoolean(value.text)
	case object:
		return value.given && free(value)
	case objectOrNone:
		return free(value)
	case number:
		return !value.given || isNumber(value.text)
	}
	return false
}

// isBoolean takes SQLite's many ways to say yes and no; what follows one is
// not looked at.
func isBoolean(s string) bool {
	if len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		s = s[1 : len(s)-1]
	}
	s = strings.ToLower(s)
	for _, word := range []string{"true", "false", "yes", "no", "on", "off", "1", "0"} {
		if strings.HasPrefix(s, word) {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789") == ""
}
