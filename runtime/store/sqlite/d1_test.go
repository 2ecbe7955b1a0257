package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

func openD1(t testing.TB, path string) *sqlite.D1 {
	t.Helper()
	db, err := sqlite.OpenD1(path, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func query(sql string, params ...any) store.D1Query { return store.D1Query{SQL: sql, Params: params} }

func mustRun(t testing.TB, db store.D1, queries ...store.D1Query) []store.D1Result {
	t.Helper()
	r, err := db.Run(context.Background(), queries)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestD1IsOneTransaction: a query that fails takes the ones before it along.
func TestD1IsOneTransaction(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "d ?#%.sqlite")
	db := openD1(t, path)
	mustRun(t, db, query("CREATE TABLE t (a UNIQUE)"), query("INSERT INTO t VALUES (?)", 1.0))
	_, err := db.Run(context.Background(), []store.D1Query{query("INSERT INTO t VALUES (2)"), query("INSERT INTO t VALUES (1)")})
	var mistake *store.QueryError
	if want := "UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)"; !errors.As(err, &mistake) || mistake.Text != want {
		t.Fatalf("%v, want %s", err, want)
	}
	before := db.Bookmark()
	mustRun(t, db, query("INSERT INTO t VALUES (3)"))
	if after := db.Bookmark(); after <= before {
		t.Errorf("bookmark %s follows %s", after, before)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r := mustRun(t, openD1(t, path), query("SELECT a, typeof(a) FROM t ORDER BY a"))
	if got := fmt.Sprint(r[0].Rows); got != "[[1 real] [3 integer]]" {
		t.Errorf("after opening again: %s", got)
	}
}

// TestD1TakesTurns: transactions of many callers do not mix.
func TestD1TakesTurns(t *testing.T) {
	db := openD1(t, filepath.Join(t.TempDir(), "d.sqlite"))
	mustRun(t, db, query("CREATE TABLE n (v)"), query("INSERT INTO n VALUES (0)"))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 25 {
				r, err := db.Run(context.Background(), []store.D1Query{
					query("UPDATE n SET v = v + 1"), query("SELECT v FROM n"), query("UPDATE n SET v = v + 1"), query("SELECT v FROM n"),
				})
				if err != nil {
					t.Error(err)
				} else if r[1].Rows[0][0].(int64)+1 != r[3].Rows[0][0].(int64) {
					t.Errorf("another wrote in between: %v, then %v", r[1].Rows, r[3].Rows)
				}
			}
		})
	}
	wg.Wait()
	if r := mustRun(t, db, query("SELECT v FROM n")); r[0].Rows[0][0] != int64(400) {
		t.Errorf("400 additions came to %v", r[0].Rows)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := db.Run(ctx, []store.D1Query{query("SELECT 1")}); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestD1Refused opens files that must be found as they were left.
func TestD1Refused(t *testing.T) {
	dir := t.TempDir()
	kv := filepath.Join(dir, "kv.sqlite")
	if err := open(t, kv).Close(); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(dir, "damaged.sqlite")
	if err := os.WriteFile(damaged, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		kv:      "it holds KV namespaces; it was left untouched",
		damaged: "damaged or not a SQLite database; it was left untouched",
		dir:     "it is a folder, not a database file",
	} {
		before, _ := os.ReadFile(path)
		_, err := sqlite.OpenD1(path, false)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", filepath.Base(path), err, want)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s was changed", filepath.Base(path))
		}
	}
}

const killedD1 = "W2C_TEST_KILLED_D1"

// writeD1Forever prints each number when the batch that wrote it twice was acknowledged.
func writeD1Forever(path, round string) {
	db, err := sqlite.OpenD1(path, false)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	ctx := context.Background()
	if _, err := db.Run(ctx, []store.D1Query{query("CREATE TABLE IF NOT EXISTS a (k)"), query("CREATE TABLE IF NOT EXISTS b (k)")}); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	for i := 0; ; i++ {
		key := fmt.Sprintf("%s-%d", round, i)
		if _, err := db.Run(ctx, []store.D1Query{query("INSERT INTO a VALUES (?)", key), query("INSERT INTO b VALUES (?)", key)}); err != nil {
			fmt.Println("error", err)
		} else {
			fmt.Println(key)
		}
	}
}

// TestD1Kill: what was acknowledged before kill -9 is there after it, and no
// batch is there by half.
func TestD1Kill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.sqlite")
	acknowledged := killWriting(t, killedD1+"="+path, 40, 15*time.Millisecond)
	db := openD1(t, path)
	have := map[string]bool{}
	for _, row := range mustRun(t, db, query("SELECT k FROM a"))[0].Rows {
		have[row[0].(string)] = true
	}
	for _, key := range acknowledged {
		if !have[key] {
			t.Errorf("%s was acknowledged and is lost", key)
		}
	}
	halves := mustRun(t, db, query("SELECT k FROM a EXCEPT SELECT k FROM b"), query("SELECT k FROM b EXCEPT SELECT k FROM a"))
	if len(halves[0].Rows)+len(halves[1].Rows) > 0 {
		t.Errorf("half batches: %v %v", halves[0].Rows, halves[1].Rows)
	}
	if len(acknowledged) < 80 {
		t.Errorf("only %d batches were acknowledged in 40 rounds: the test proves little", len(acknowledged))
	}
	storetest.Fault(t, "kill -9, no half batch", "D1 on SQLite, Go", 40, len(acknowledged))
}
