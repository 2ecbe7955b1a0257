package analytics_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/analytics"
	"github.com/w2c-dev/w2c/runtime/hosttest/nodetest"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

const script = `
import { analytics } from "./analytics.ts";
const closes = [];
const host = {
  dataDir: process.argv[2], env: {}, count() {}, onReady() {},
  onClose: (close) => closes.push(close),
  log: (...line) => { throw new Error(JSON.stringify(line)); },
  badConfig: (variable, why) => { throw new Error(variable + ": " + why); },
};
const visits = await analytics(host, "VISITS", { dataset: "visits" });
visits.writeDataPoint({ indexes: ["node"], blobs: ["é😀", new Uint8Array([0, 255]), null], doubles: [1.5, NaN, -2] });
visits.writeDataPoint();
await new Promise(setImmediate);
for (const close of closes) await close();
`

// TestSameBytes has both hosts write points to one file, which the view of the
// dataset's name then gives alike.
func TestSameBytes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "analytics.sqlite")
	runNode(t, dir)
	file, err := sqlite.OpenAnalytics(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	visits, err := file.Dataset(context.Background(), "visits")
	if err != nil {
		t.Fatal(err)
	}
	failed := func(err error) { t.Error(err) }
	visits.Write(store.DataPoint{At: time.Now(), Index: "go", Blobs: []any{"é😀", []byte{0, 255}, nil}, Doubles: []float64{1.5, 0, -2}}, failed)
	visits.Write(store.DataPoint{At: time.Now()}, failed)
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT index1, blob1 || '|' || hex(blob2) || '|' || typeof(blob2) || '|' || blob3 || '|' || blob20,
		double1 + double3, double20 * _sample_interval, timestamp > datetime('now', '-1 hour') FROM visits ORDER BY index1, double1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var index, blobs string
		var sum, last float64
		var recent bool
		if err := rows.Scan(&index, &blobs, &sum, &last, &recent); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(index, " ", blobs, " ", sum, " ", last, " ", recent))
	}
	want := []string{" ||text|| 0 0 true", " ||text|| 0 0 true", "go é😀|00FF|blob|| -0.5 0 true", "node é😀|00FF|blob|| -0.5 0 true"}
	if fmt.Sprint(got) != fmt.Sprint(want) || rows.Err() != nil {
		t.Errorf("the view gives\n%q\nwant\n%q (%v)", got, want, rows.Err())
	}
}

func runNode(t *testing.T, data string) {
	t.Helper()
	nodetest.Run(t, analytics.Kind{}.Part(manifest.Binding{Name: "VISITS", Config: []byte("{}")}, false).Files, script, data)
}
