package d1_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/d1"
	"github.com/w2c-dev/w2c/runtime/hosttest/nodetest"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

func runNode(t *testing.T, script, file string) string {
	t.Helper()
	return nodetest.Run(t, d1.Kind{}.Part(manifest.Binding{Name: "DB", Config: []byte("{}")}, false).Files, script, file)
}

const opens = `import { D1File } from "./d1_engine.ts"; const db = new D1File(process.argv[2], false);`

// TestSameBytes writes with one host and reads with the other, both ways and
// with both open at once: a team changes servers without moving data.
func TestSameBytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.sqlite")
	db, err := sqlite.OpenD1(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(sql string, params ...any) []store.D1Result {
		t.Helper()
		r, err := db.Run(context.Background(), []store.D1Query{{SQL: sql, Params: params}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	const all = "SELECT a, typeof(a) FROM t ORDER BY id"
	run("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
	for _, v := range []any{3.0, 0.5, "é😀\x00x", []byte{0, 255}, []byte{}, nil} {
		run("INSERT INTO t (a) VALUES (?)", v)
	}
	const want = `[[3,"real"],[0.5,"real"],["é😀\u0000x","text"],[[0,255],"blob"],[[],"blob"],[null,"null"]]`
	if got := runNode(t, opens+`console.log(JSON.stringify(db.run(["`+all+`"], [[]]).answers[0].rows)); db.close();`, path); got != want+"\n" {
		t.Errorf("Go wrote, Node reads %s\nwant %s", got, want)
	}
	run("DELETE FROM t")
	runNode(t, opens+`
for (const v of [3, 0.5, "é😀\0x", [0, 255], [], null])
  if (db.run(["INSERT INTO t (a) VALUES (?)"], [[v]]).error) throw new Error("not written");
db.close();`, path)
	var rows [][]any
	for _, row := range run(all)[0].Rows {
		if b, ok := row[0].([]byte); ok {
			list := make([]int, len(b))
			for i := range b {
				list[i] = int(b[i])
			}
			row[0] = list
		}
		rows = append(rows, row)
	}
	if got, _ := json.Marshal(rows); string(got) != want { //nolint:errchkjson // of plain values
		t.Errorf("Node wrote, Go reads %s\nwant %s", got, want)
	}
}

// TestOffsets compares where the two engines say an error is: SQLite tells Go,
// TypeScript finds it again.
func TestOffsets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.sqlite")
	db, err := sqlite.OpenD1(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Run(context.Background(), []store.D1Query{{SQL: "CREATE TABLE t (a, b); CREATE TABLE u (a, c)"}}); err != nil {
		t.Fatal(err)
	}
	texts := []string{
		"SELECT a, FROM t", "SELECT a FROM t WHERE", "SELECT (a FROM t", "SELECT a a a FROM t", "INSERT INTO t VALUES (1,,2)",
		"SELECT 'nope', nope FROM t", "SELECT /* nope */ nope FROM t", "SELECT \"a\", t.nope FROM t", "SELECT a FROM t WHERE b = 1 AND nope = 2",
		"SELECT a FROM t ORDER BY nope", "SELECT a FROM t GROUP BY nope", "SELECT max(nope) FROM t", "SELECT a FROM t, u", "SELECT x.a FROM t",
		"UPDATE t SET nope = 1", "UPDATE t SET a = nope", "UPDATE t SET a = 1 WHERE nope = 1", "DELETE FROM t WHERE nope", "INSERT INTO t (a) VALUES (nope)",
		"SELECT nope(1), abs(1)", "SELECT abs(1, 2)", "SELECT count(*) FROM t WHERE sum(a)", "SELECT a FROM t WHERE count(*) > 1",
		"CREATE TABLE t (a)", "CREATE TABLE IF NOT EXISTS t (a,)", "CREATE TABLE \"t\" (z)", "CREATE VIEW t AS SELECT 1", "SELECT rank() FROM t",
		"SELECT sqlite_version()", "SELECT 'abc", "SELECT 1 @ 2", "SELECT ?0", "SELECT json_pretty('{}')", "SELECT é, nope FROM t", "SELECT a FROM t JOIN u ON t.a = u.nope",
		"SELECT (SELECT nope FROM u) FROM t", "WITH c AS (SELECT nope FROM t) SELECT * FROM c", "SELECT a FROM t LIMIT nope", "SELECT DISTINCT FROM t", "DROP t",
		"ALTER TABLE t RENAME COLUMN nope TO x", "CREATE INDEX i ON t (nope)", "SELECT a b c", "SELECT 1 FROM t WHERE a IN (1, 2", "SELECT [nope] FROM t", "SELECT `nope` FROM t",
	}
	list, _ := json.Marshal(texts) //nolint:errchkjson // of plain values
	var node []string
	out := runNode(t, opens+`console.log(JSON.stringify(`+string(list)+`.map((sql) => db.run([sql], [[]]).error ?? "fine"))); db.close();`, path)
	if err := json.Unmarshal([]byte(out), &node); err != nil {
		t.Fatal(err)
	}
	for i, sql := range texts {
		want := "fine"
		if _, err := db.Run(context.Background(), []store.D1Query{{SQL: sql}}); err != nil {
			want = err.Error()
		}
		if node[i] != want {
			t.Errorf("%s\n  Go:   %s\n  Node: %s", sql, want, node[i])
		}
	}
	fmt.Fprintln(t.Output(), len(texts), "texts")
}
