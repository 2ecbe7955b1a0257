package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/w2c-dev/w2c/runtime/store"
)

const (
	// analyticsID marks files of data points. It reads "w2ca".
	analyticsID = 0x77326361
	// pointFields is how many blobs and how many doubles a point has.
	pointFields = 20
	// mostPoints may wait for the disk; beyond them points are dropped.
	mostPoints = 4096
	// keptFor is how long points are kept, as at Cloudflare: three months.
	keptFor = 92 * 24 * 60 * 60 * 1000
)

var analyticsLayout = layout{id: analyticsID, version: 1, table: "analytics_engine", sweep: sweepAnalytics, schema: fmt.Sprintf(`
CREATE TABLE analytics_engine (
  id        INTEGER PRIMARY KEY,
  dataset   TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  index1    ANY NOT NULL DEFAULT '',
  %s
  %s
) STRICT;
CREATE INDEX analytics_engine_time ON analytics_engine (dataset, timestamp);
`, fields("blob%d ANY NOT NULL DEFAULT '',", " "), strings.TrimSuffix(fields("double%d REAL NOT NULL DEFAULT 0,", " "), ","))}

// fields writes one text for each of the twenty.
func fields(format, between string) string {
	list := make([]string, pointFields)
	for i := range list {
		list[i] = fmt.Sprintf(format, i+1)
	}
	return strings.Join(list, between)
}

// viewSQL is what SELECT … FROM dataset reads, with the columns that Cloudflare's
// SQL has.
func viewSQL(dataset string) string {
	return fmt.Sprintf(`CREATE VIEW IF NOT EXISTS "%s" AS SELECT datetime(timestamp / 1000, 'unixepoch') AS timestamp,
  dataset, 1 AS _sample_interval, index1, %s, %s FROM analytics_engine WHERE dataset = '%s'`,
		strings.ReplaceAll(dataset, `"`, `""`), fields("blob%d", ", "), fields("double%d", ", "), strings.ReplaceAll(dataset, "'", "''"))
}

var addPointSQL = fmt.Sprintf(`INSERT INTO analytics_engine (dataset, timestamp, index1, %s, %s) VALUES (?, ?, ?%s)`,
	fields("blob%d", ", "), fields("double%d", ", "), strings.Repeat(", ?", 2*pointFields))

func sweepAnalytics(f *file) {
	_, _ = f.write.Exec(`DELETE FROM analytics_engine WHERE id IN (SELECT id FROM analytics_engine WHERE timestamp < ? LIMIT 500)`,
		f.now().UnixMilli()-keptFor)
}

// Analytics is one open file of data points.
type Analytics struct {
	*file
	waiting atomic.Int64
	writing sync.WaitGroup
}

// OpenAnalytics opens the file at path, or makes it. A file that is not ours, is
// damaged or is newer than this program is refused and left as it is.
func OpenAnalytics(ctx context.Context, path string) (*Analytics, error) {
	f, err := analyticsLayout.open(ctx, path)
	if err != nil {
		return nil, err
	}
	return &Analytics{file: f}, nil
}

// Dataset gives the points of one dataset, and a view of its name to read them by.
func (a *Analytics) Dataset(ctx context.Context, name string) (store.Analytics, error) {
	if !strings.EqualFold(name, a.table) {
		if _, err := a.write.ExecContext(ctx, viewSQL(name)); err != nil {
			return nil, fmt.Errorf("open %s: view %s: %w", a.path, name, err)
		}
	}
	return dataset{a, name}, nil
}

// Close finishes the writes under way.
func (a *Analytics) Close() error {
	a.writing.Wait()
	return a.file.Close()
}

type dataset struct {
	a    *Analytics
	name string
}

var errTooMany = errors.New("too many data points wait for the disk")

func (d dataset) Write(p store.DataPoint, failed func(error)) {
	if d.a.waiting.Add(1) > mostPoints {
		d.a.waiting.Add(-1)
		failed(errTooMany)
		return
	}
	values := make([]any, 3+2*pointFields)
	values[0], values[1], values[2] = d.name, p.At.UnixMilli(), filled(p.Index)
	for i := range pointFields {
		var blob any
		if i < len(p.Blobs) {
			blob = p.Blobs[i]
		}
		double := 0.0
		if i < len(p.Doubles) && p.Doubles[i] == p.Doubles[i] { // SQLite has no NaN
			double = p.Doubles[i]
		}
		values[3+i], values[3+pointFields+i] = filled(blob), double
	}
	d.a.writing.Go(func() {
		defer d.a.waiting.Add(-1)
		err := d.a.do(context.Background(), &write{size: 512, apply: func(tx *sql.Tx) error {
			_, err := tx.Exec(addPointSQL, values...)
			return err
		}})
		if err != nil {
			failed(err)
		}
	})
}

// filled is an empty text where the script gave nothing.
func filled(v any) any {
	if v == nil {
		return ""
	}
	return v
}
