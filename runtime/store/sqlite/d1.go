package sqlite

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite/engine"
)

// D1 is one database in a file of its own: nothing in it but what the Worker
// put there, so that any SQLite tool reads it and a dump can be loaded into it.
// Queries run one after the other, as on Cloudflare.
type D1 struct {
	path   string
	conn   *engine.Conn
	turn   chan struct{} // held by the query under way
	closed bool

	size    int64
	opened  time.Time
	commits atomic.Uint64
}

var _ store.D1 = (*D1)(nil)

// OpenD1 opens the file at path and makes it, with its folder, when it is not
// there. A file that is damaged or one of our own formats is refused and left
// as it is. limits enforces Cloudflare's limits on statements.
func OpenD1(path string, limits bool) (*D1, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open %s: make its folder: %w", path, reason(err))
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("open %s: it is a folder, not a database file", path)
	}
	conn, err := engine.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := &D1{path: path, conn: conn, turn: make(chan struct{}, 1), opened: time.Now()}
	if err := db.prepare(limits); err != nil {
		conn.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return db, nil
}

func (db *D1) prepare(limits bool) error {
	rows, err := db.conn.Run("SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id", nil)
	if err != nil {
		var e *engine.Error
		if errors.As(err, &e) && e.Damaged() {
			return fmt.Errorf("%w: the file is damaged or not a SQLite database; it was left untouched. "+
				"Restore it from a backup, or move it away to start empty", err)
		}
		return err
	}
	switch rows.Rows[0][0] {
	case int64(applicationID):
		return errors.New("it holds KV namespaces; it was left untouched. Choose another path")
	case int64(queuesID):
		return errors.New("it holds queues; it was left untouched. Choose another path")
	}
	for _, setting := range []string{"journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"} {
		if _, err := db.conn.Run("PRAGMA "+setting, nil); err != nil {
			return err
		}
	}
	db.conn.Confine(limits)
	return db.measure()
}

// Run takes its turn and runs the queries. When ctx ends while it waits nothing
// is done; a query under way is finished.
func (db *D1) Run(ctx context.Context, queries []store.D1Query) ([]store.D1Result, error) {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-db.turn }()
	if db.closed {
		return nil, errClosed
	}
	out, err := db.transact(queries)
	if err != nil {
		if db.conn.InTransaction() {
			if undo := db.conn.Trusted("ROLLBACK"); undo != nil {
				return nil, fmt.Errorf("write %s: %w", db.path, errors.Join(err, undo))
			}
		}
		return nil, db.explain(err)
	}
	return out, nil
}

func (db *D1) transact(queries []store.D1Query) ([]store.D1Result, error) {
	begin := "BEGIN IMMEDIATE"
	if reads(queries) {
		begin = "BEGIN"
	}
	if err := db.conn.Trusted(begin); err != nil {
		return nil, err
	}
	out := make([]store.D1Result, len(queries))
	wrote := false
	for i, q := range queries {
		r, changed, err := db.run(q)
		if err != nil {
			return nil, err
		}
		out[i], wrote = r, wrote || changed
	}
	if err := db.conn.Trusted("COMMIT"); err != nil {
		return nil, err
	}
	if wrote {
		db.commits.Add(1)
	}
	return out, nil
}

// reads says that nothing can be written: such queries need no lock.
func reads(queries []store.D1Query) bool {
	for _, q := range queries {
		text := strings.TrimLeft(q.SQL, " \t\r\n")
		if len(text) < 6 || !strings.EqualFold(text[:6], "SELECT") || strings.Contains(text, ";") {
			return false
		}
	}
	return true
}

func (db *D1) run(q store.D1Query) (r store.D1Result, changed bool, err error) {
	size, changes, row := db.size, db.conn.Changes(), db.conn.LastRowID()
	start := time.Now()
	rows, err := db.conn.Run(q.SQL, q.Params)
	if err != nil {
		return r, false, err
	}
	m := store.D1Meta{Duration: time.Since(start)}
	if !rows.ReadOnly {
		if err := db.measure(); err != nil {
			return r, false, err
		}
	}
	m.SizeAfter, m.Changes, m.LastRowID = db.size, db.conn.Changes()-changes, db.conn.LastRowID()
	m.RowsRead, m.RowsWritten = int64(len(rows.Rows)), m.Changes
	m.Changed = m.Changes != 0 || m.LastRowID != row || db.size != size
	return store.D1Result{Columns: rows.Columns, Rows: rows.Rows, Meta: m}, !rows.ReadOnly, nil
}

func (db *D1) measure() (err error) {
	db.size, err = db.conn.Size()
	return err
}

// explain tells the script's mistakes from what is wrong with the store.
func (db *D1) explain(err error) error {
	var (
		e       *engine.Error
		refusal engine.Refusal
	)
	switch {
	case errors.As(err, &refusal):
		return &store.QueryError{Text: string(refusal)}
	case errors.As(err, &e) && !e.Store():
		return &store.QueryError{Text: e.Error()}
	}
	return fmt.Errorf("write %s: %w", db.path, err)
}

// Bookmark is when this process opened the file and how often it has written.
func (db *D1) Bookmark() string {
	n := db.commits.Load()
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", db.path, db.opened.UnixNano(), n))
	return fmt.Sprintf("%08x-%08x-%08x-%x", uint32(db.opened.Unix()), uint32(n), 0, sum[:16])
}

// Ping reports whether the file answers.
func (db *D1) Ping(ctx context.Context) error {
	_, err := db.Run(ctx, []store.D1Query{{SQL: "SELECT 1 FROM sqlite_schema LIMIT 1"}})
	return err
}

// Close waits for the query under way.
func (db *D1) Close() error {
	db.turn <- struct{}{}
	defer func() { <-db.turn }()
	if !db.closed {
		db.closed = true
		db.conn.Close()
	}
	return nil
}
