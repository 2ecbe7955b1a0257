// Package sqlite is the embedded store: one SQLite file on the local disk, the
// default when no service is configured. The file's layout is described in
// ../FORMAT.md; the Node half (bindings/kv/kv_sqlite.ts) reads and writes the
// same file.
//
// Reads run on a few connections of their own and never wait for a writer
// (WAL). Writes pass through one goroutine that commits everything which is
// waiting as one transaction, so that a write costs a share of an fsync.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver, registered as "sqlite"
)

const (
	// applicationID marks our files, so that a wrong path is refused and not
	// filled with tables. It reads "w2c1".
	applicationID = 0x77326331
	// formatVersion is user_version; a higher one was written by a newer w2c.
	formatVersion = 1
	// readers is small: one read holds a connection for microseconds.
	readers = 4
	// sweepEvery is how often expired rows are deleted; they are invisible
	// from the second they expire.
	sweepEvery = time.Minute
)

const schema = `
CREATE TABLE kv (
  id       INTEGER PRIMARY KEY,
  ns       TEXT NOT NULL,
  key      BLOB NOT NULL,
  expires  INTEGER,
  metadata TEXT,
  value    BLOB NOT NULL,
  UNIQUE (ns, key)
) STRICT;
CREATE INDEX kv_expires ON kv (expires) WHERE expires IS NOT NULL;
`

// DB is one open file. It serves any number of namespaces.
type DB struct {
	path  string
	read  *sql.DB
	write *sql.DB
	now   func() time.Time

	mu    sync.Mutex
	stmts map[string]*sql.Stmt // of read

	writes chan *write
	quit   chan struct{}
	done   chan struct{}
	closed sync.Once
}

// Open opens the file at path and makes it, with its folder, when it is not
// there. A file that is not ours, is damaged or is newer than this program is
// refused and left as it is.
func Open(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open %s: make its folder: %w", path, reason(err))
	}
	if err := inspect(ctx, path); err != nil {
		return nil, err
	}
	db := &DB{
		path:   path,
		now:    time.Now,
		stmts:  map[string]*sql.Stmt{},
		writes: make(chan *write, maxBatch),
		quit:   make(chan struct{}),
		done:   make(chan struct{}),
	}
	if db.write, err = connect(path, 1, "synchronous(FULL)", "journal_mode(WAL)"); err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		_ = db.write.Close()
		return nil, err
	}
	if db.read, err = connect(path, readers, "query_only(1)"); err != nil {
		_ = db.write.Close()
		return nil, err
	}
	go db.writer()
	return db, nil
}

// inspect looks at an existing file without changing it, not even its journal
// mode: a file that turns out not to be ours must be found as it was left.
func inspect(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && info.Size() == 0) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", path, reason(err))
	}
	if info.IsDir() {
		return fmt.Errorf("open %s: it is a folder, not a database file", path)
	}
	// "immutable" keeps SQLite from making its -wal and -shm files; a file that
	// has a log, of a process that runs or was killed, cannot be read without.
	mode := "mode=ro"
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		mode = "immutable=1"
	}
	db, err := sql.Open("sqlite", dsn(path, mode, "busy_timeout(5000)", "query_only(1)"))
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer db.Close()
	var id, version, tables, ours int
	row := db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema),
		(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'kv')`)
	if err := row.Scan(&id, &version, &tables, &ours); err != nil {
		if damaged(err) {
			return fmt.Errorf("open %s: %w: the file is damaged or not a SQLite database; it was left untouched. "+
				"Restore it from a backup, or move it away to start empty", path, err)
		}
		return fmt.Errorf("open %s: %w", path, err)
	}
	switch {
	case id != applicationID && tables > 0:
		return fmt.Errorf("open %s: it is a SQLite database of another program; it was left untouched. Choose another path", path)
	case id == applicationID && version > formatVersion:
		return fmt.Errorf("open %s: format %d was written by a newer w2c, this one reads %d; it was left untouched. Use the newer one", path, version, formatVersion)
	case id == applicationID && ours == 0:
		return fmt.Errorf("open %s: the table kv is missing; it was left untouched. Restore it from a backup, or move it away to start empty", path)
	}
	return nil
}

func connect(path string, conns int, pragmas ...string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, append([]string{"busy_timeout(5000)"}, pragmas...)...))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// dsn names path as a URI, for the path may hold ?, # and %. Settings are
// parameters of the URI (mode=ro) and pragmas.
func dsn(path string, settings ...string) string {
	q := url.Values{"_txlock": {"immediate"}}
	for _, s := range settings {
		if name, value, ok := strings.Cut(s, "="); ok {
			q.Set(name, value)
			continue
		}
		q.Add("_pragma", s)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// migrate makes the tables of a new file, in one transaction with the marks
// that say whose file it is.
func (db *DB) migrate(ctx context.Context) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("open %s: %w", db.path, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	var id int
	if err := tx.QueryRowContext(ctx, `SELECT application_id FROM pragma_application_id`).Scan(&id); err != nil {
		return fmt.Errorf("open %s: %w", db.path, err)
	}
	if id == applicationID {
		return nil
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, formatVersion)
	if _, err := tx.ExecContext(ctx, schema+marks); err != nil {
		return fmt.Errorf("open %s: %w", db.path, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("open %s: %w", db.path, err)
	}
	return nil
}

// Ping reports whether the file answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.read.PingContext(ctx); err != nil {
		return fmt.Errorf("read %s: %w", db.path, err)
	}
	var one int
	if err := db.read.QueryRowContext(ctx, `SELECT 1 FROM sqlite_schema LIMIT 1`).Scan(&one); err != nil {
		return fmt.Errorf("read %s: %w", db.path, err)
	}
	return nil
}

// Close finishes the writes under way and closes the file.
func (db *DB) Close() error {
	db.closed.Do(func() { close(db.quit) })
	<-db.done
	return errors.Join(db.read.Close(), db.write.Close())
}

// prepared returns a statement for reading; each text is prepared once.
func (db *DB) prepared(query string) (*sql.Stmt, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if s, ok := db.stmts[query]; ok {
		return s, nil
	}
	s, err := db.read.Prepare(query)
	if err != nil {
		return nil, err
	}
	db.stmts[query] = s
	return s, nil
}
