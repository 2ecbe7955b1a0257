package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

func open(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestKV(t *testing.T) {
	storetest.KV(t, func(t *testing.T) storetest.Harness {
		// A name that an URI would misread, in a folder that is not there yet.
		path := filepath.Join(t.TempDir(), "new", "kv ?#%41&.sqlite")
		db := open(t, path)
		return storetest.Harness{
			KV: func(_ testing.TB, ns string) store.KV { return db.KV(ns) },
			Reopen: func(t testing.TB) {
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				db = open(t, path)
			},
		}
	})
}

// TestRefused opens files that must be found as they were left.
func TestRefused(t *testing.T) {
	ours := filepath.Join(t.TempDir(), "ours.sqlite")
	db := open(t, ours)
	for range 50 {
		if err := db.KV("n").Put(context.Background(), "k", store.KVEntry{Value: make([]byte, 9000)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(ours)
	if err != nil {
		t.Fatal(err)
	}
	// The page after the header holds the schema's tables.
	broken := bytes.Clone(good)
	copy(broken[100:], bytes.Repeat([]byte{0xee}, 400))

	foreign := filepath.Join(t.TempDir(), "foreign.sqlite")
	execute(t, foreign, "CREATE TABLE users (id INTEGER)")
	newer := filepath.Join(t.TempDir(), "newer.sqlite")
	write(t, newer, good)
	execute(t, newer, "PRAGMA user_version = 2")
	bare := filepath.Join(t.TempDir(), "bare.sqlite")
	write(t, bare, good)
	execute(t, bare, "DROP TABLE kv")

	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"text":        {[]byte(strings.Repeat("this is no database\n", 300)), "the file is damaged or not a SQLite database; it was left untouched. Restore it from a backup, or move it away to start empty"},
		"short":       {[]byte("short"), "the file is damaged or not a SQLite database"},
		"broken page": {broken, "the file is damaged or not a SQLite database"},
		"truncated":   {good[:len(good)-4096], "the file is damaged or not a SQLite database"},
		"cut header":  {good[:600], "the file is damaged or not a SQLite database"},
		"foreign":     {read(t, foreign), "it is a SQLite database of another program; it was left untouched"},
		"newer":       {read(t, newer), "format 2 was written by a newer w2c, this one reads 1; it was left untouched"},
		"bare":        {read(t, bare), "the table kv is missing; it was left untouched"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kv.sqlite")
			write(t, path, c.data)
			_, err := sqlite.Open(context.Background(), path)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want it to name the file and say %q", err, c.says)
			}
			if !bytes.Equal(read(t, path), c.data) {
				t.Error("the file was changed")
			}
			left, _ := filepath.Glob(path + "?*")
			if len(left) != 0 {
				t.Errorf("files left behind: %q", left)
			}
			storetest.Fault(t, "file "+name+": start refused, file untouched", "KV on SQLite, Go", 1, 0)
		})
	}
}

func TestRefusesFolder(t *testing.T) {
	dir := t.TempDir()
	_, err := sqlite.Open(context.Background(), dir)
	if err == nil || !strings.Contains(err.Error(), "it is a folder, not a database file") {
		t.Errorf("error %v", err)
	}
}

// TestEmptyFile: what mkstemp or a mount leaves is a new database.
func TestEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kv.sqlite")
	write(t, path, nil)
	kv := open(t, path).KV("n")
	if err := kv.Put(context.Background(), "k", store.KVEntry{Value: []byte("v")}); err != nil {
		t.Fatal(err)
	}
}

func TestTwoProcesses(t *testing.T) {
	// Two handles behave as two processes do: they share nothing but the file.
	path := filepath.Join(t.TempDir(), "kv.sqlite")
	a, b := open(t, path).KV("n"), open(t, path).KV("n")
	for i, kv := range []store.KV{a, b, a, b} {
		if err := kv.Put(context.Background(), "k", store.KVEntry{Value: []byte{byte(i)}}); err != nil {
			t.Fatal(err)
		}
		for _, reader := range []store.KV{a, b} {
			if e, err := reader.Get(context.Background(), "k"); err != nil || e == nil || e.Value[0] != byte(i) {
				t.Fatalf("after write %d: %+v, %v", i, e, err)
			}
		}
	}
}

func TestClosed(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "kv.sqlite"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.KV("n").Put(context.Background(), "k", store.KVEntry{}); err == nil || !strings.Contains(err.Error(), "the store is closed") {
		t.Errorf("put: %v", err)
	}
	if _, err := db.KV("n").Get(context.Background(), "k"); err == nil {
		t.Error("get: no error")
	}
	if err := db.Ping(context.Background()); err == nil {
		t.Error("ping: no error")
	}
}

func execute(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
