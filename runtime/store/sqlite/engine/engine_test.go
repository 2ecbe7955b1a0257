package engine_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/store/sqlite/engine"
)

func open(t *testing.T, limits bool) *engine.Conn {
	t.Helper()
	c, err := engine.Open(filepath.Join(t.TempDir(), "x.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	c.Confine(limits)
	return c
}

// The expectations are workerd's, recorded in testdata/conformance/d1.
func TestErrors(t *testing.T) {
	c := open(t, true)
	for sql, want := range map[string]string{
		"SELEC 1":                 `near "SELEC": syntax error at offset 0: SQLITE_ERROR`,
		"SELECT 'é', nope":        "no such column: nope at offset 13: SQLITE_ERROR",
		"SELECT 1; -- x":          string(engine.NoStatement),
		"SELECT ?":                string(engine.WrongBindings),
		"SAVEPOINT a":             string(engine.NoTransaction),
		"ATTACH 'x' AS y":         "not authorized: SQLITE_AUTH",
		"PRAGMA journal_mode":     "not authorized: SQLITE_AUTH",
		"SELECT sqlite_version()": "not authorized to use function: sqlite_version at offset 7: SQLITE_ERROR",
		"SELECT soundex('a')":     "no such function: soundex at offset 7: SQLITE_ERROR",
		"SELECT * FROM dbstat":    "no such table: dbstat: SQLITE_ERROR",
		"SELECT '" + strings.Repeat("a", 100_000) + "'": "statement too long: SQLITE_TOOBIG",
	} {
		if _, err := c.Run(sql, nil); err == nil || err.Error() != want {
			t.Errorf("%.40s: %v, want %s", sql, err, want)
		}
	}
	if err := c.Trusted("BEGIN"); err != nil || !c.InTransaction() {
		t.Errorf("our own BEGIN: %v", err)
	}
}

func TestValues(t *testing.T) {
	c := open(t, false)
	long := strings.Repeat("é\x00", 3000)
	r, err := c.Run("SELECT 1; SELECT ?, ?, ?, ?, ?, 9223372036854775807, CAST(x'ff61' AS TEXT)", []any{1.5, long, []byte{0, 255}, []byte{}, nil})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%#v", r.Rows), fmt.Sprintf("%#v", [][]any{{1.5, long, []byte{0, 255}, []byte{}, nil, int64(9223372036854775807), "\ufffda"}}); got != want {
		t.Errorf("%.300s\nwant %.300s", got, want)
	}
	if !r.ReadOnly {
		t.Error("two SELECTs are said to write")
	}
	if r, err := c.Run("CREATE TABLE t (a); SELECT 1", nil); err != nil || r.ReadOnly {
		t.Errorf("CREATE is said to read only, %v", err)
	}
}
