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

// readers is small: one read holds a connection for microseconds.
const readers = 4

// layout is what one kind of file holds. The marks tell our files from others,
// so that a wrong path is refused and not filled with tables.
type layout struct {
	id      int // application_id
	version int // user_version; a higher one was written by a newer w2c
	table   string
	schema  string
	// sweep runs between writes once a minute; nil for none.
	sweep func(*file)
}

// file is one open file of ours. Reads run on a few connections of their own and
// never wait for a writer (WAL). Writes pass through one goroutine that commits
// everything which is waiting as one transaction, so that a write costs a share
// of an fsync.
type file struct {
	layout
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

// open opens the file at path and makes it, with its folder, when it is not
// there. A file that is not ours, is damaged or is newer than this program is
// refused and left as it is.
func (l layout) open(ctx context.Context, path string) (*file, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open %s: make its folder: %w", path, reason(err))
	}
	if err := l.inspect(ctx, path); err != nil {
		return nil, err
	}
	f := &file{
		layout: l,
		path:   path,
		now:    time.Now,
		stmts:  map[string]*sql.Stmt{},
		writes: make(chan *write, maxBatch),
		quit:   make(chan struct{}),
		done:   make(chan struct{}),
	}
	if f.write, err = connect(path, 1, "synchronous(FULL)", "journal_mode(WAL)"); err != nil {
		return nil, err
	}
	if err := f.migrate(ctx); err != nil {
		_ = f.write.Close()
		return nil, err
	}
	if f.read, err = connect(path, readers, "query_only(1)"); err != nil {
		_ = f.write.Close()
		return nil, err
	}
	go f.writer()
	return f, nil
}

// inspect looks at an existing file without changing it, not even its journal
// mode: a file that turns out not to be ours must be found as it was left.
func (l layout) inspect(ctx context.Context, path string) error {
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
		(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?)`, l.table)
	if err := row.Scan(&id, &version, &tables, &ours); err != nil {
		if damaged(err) {
			return fmt.Errorf("open %s: %w: the file is damaged or not a SQLite database; it was left untouched. "+
				"Restore it from a backup, or move it away to start empty", path, err)
		}
		return fmt.Errorf("open %s: %w", path, err)
	}
	switch {
	case id != l.id && tables > 0:
		return fmt.Errorf("open %s: it is a SQLite database of another program; it was left untouched. Choose another path", path)
	case id == l.id && version > l.version:
		return fmt.Errorf("open %s: format %d was written by a newer w2c, this one reads %d; it was left untouched. Use the newer one", path, version, l.version)
	case id == l.id && ours == 0:
		return fmt.Errorf("open %s: the table %s is missing; it was left untouched. Restore it from a backup, or move it away to start empty", path, l.table)
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
func (f *file) migrate(ctx context.Context) error {
	tx, err := f.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("open %s: %w", f.path, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	var id int
	if err := tx.QueryRowContext(ctx, `SELECT application_id FROM pragma_application_id`).Scan(&id); err != nil {
		return fmt.Errorf("open %s: %w", f.path, err)
	}
	if id == f.id {
		return nil
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", f.id, f.version)
	if _, err := tx.ExecContext(ctx, f.schema+marks); err != nil {
		return fmt.Errorf("open %s: %w", f.path, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("open %s: %w", f.path, err)
	}
	return nil
}

// Ping reports whether the file answers.
func (f *file) Ping(ctx context.Context) error {
	if err := f.read.PingContext(ctx); err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	var one int
	if err := f.read.QueryRowContext(ctx, `SELECT 1 FROM sqlite_schema LIMIT 1`).Scan(&one); err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	return nil
}

// Close finishes the writes under way and closes the file.
func (f *file) Close() error {
	f.closed.Do(func() { close(f.quit) })
	<-f.done
	return errors.Join(f.read.Close(), f.write.Close())
}

// prepared returns a statement for reading; each text is prepared once.
func (f *file) prepared(query string) (*sql.Stmt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s, ok := f.stmts[query]; ok {
		return s, nil
	}
	s, err := f.read.Prepare(query)
	if err != nil {
		return nil, err
	}
	f.stmts[query] = s
	return s, nil
}
