package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// r2ID marks the index of a bucket. It reads "w2cr".
const r2ID = 0x77326372

var r2Layout = layout{id: r2ID, version: 1, table: "objects", schema: `
CREATE TABLE objects (
  key      BLOB PRIMARY KEY,
  version  TEXT NOT NULL,
  size     INTEGER NOT NULL,
  etag     TEXT NOT NULL,
  uploaded INTEGER NOT NULL,
  sums     TEXT NOT NULL,
  http     TEXT NOT NULL,
  custom   TEXT NOT NULL,
  class    TEXT NOT NULL,
  blobs    TEXT NOT NULL
) STRICT;
CREATE TABLE uploads (
  id      TEXT PRIMARY KEY,
  key     BLOB NOT NULL,
  state   INTEGER NOT NULL,
  created INTEGER NOT NULL,
  http    TEXT NOT NULL,
  custom  TEXT NOT NULL,
  class   TEXT NOT NULL
) STRICT;
CREATE INDEX uploads_created ON uploads (created);
CREATE TABLE parts (
  upload TEXT NOT NULL,
  number INTEGER NOT NULL,
  blob   TEXT NOT NULL,
  size   INTEGER NOT NULL,
  etag   TEXT NOT NULL,
  md5    TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE doomed (
  blob TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
`}

// R2 is one bucket: a folder with an index, which is a SQLite file, and one file
// for each body (or part of one). A body is complete and on disk before the index
// names it, and no longer named before its file goes.
type R2 struct {
	*file
	blobs blobs

	// held guards what follows, and the moment between reading which files an
	// object has and opening them.
	held   sync.Mutex
	inUse  map[string]int  // readers by blob
	doomed map[string]bool // blobs to remove when their last reader is done
	gone   []string        // removed, and still in the table doomed
}

var _ store.R2 = (*R2)(nil)

// OpenR2 opens the bucket in the folder dir and makes it when it is not there. An
// index that is not ours, is damaged or is newer is refused and left as it is.
func OpenR2(ctx context.Context, dir string) (*R2, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	b := &R2{blobs: blobs{dir}, inUse: map[string]int{}, doomed: map[string]bool{}}
	l := r2Layout
	l.sweep = func(*file) { b.expire() }
	if b.file, err = l.open(ctx, filepath.Join(dir, "index.sqlite")); err != nil {
		return nil, err
	}
	if err := b.blobs.make(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", dir, reason(err)), b.Close())
	}
	if err := b.cleanUp(abandoned); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", dir, err), b.Close())
	}
	return b, nil
}

// blob is a file and how much of a body is in it.
type blob struct {
	ID   string
	Size int64
}

func (b blob) MarshalJSON() ([]byte, error) { return json.Marshal([]any{b.ID, b.Size}) }

func (b *blob) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&b.ID, &b.Size})
}

const (
	objectColumns = `key, version, size, etag, uploaded, sums, class, http, custom`
	headSQL       = `SELECT ` + objectColumns + `, blobs FROM objects WHERE key = ?`
	putObjectSQL  = `INSERT INTO objects (` + objectColumns + `, blobs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET version = excluded.version, size = excluded.size, etag = excluded.etag,
		uploaded = excluded.uploaded, sums = excluded.sums, class = excluded.class, http = excluded.http,
		custom = excluded.custom, blobs = excluded.blobs`
)

// scanObject reads objectColumns, and what more there is.
func scanObject(scan func(...any) error, more ...any) (*store.R2Object, error) {
	var (
		o    store.R2Object
		key  []byte
		at   int64
		sums string
	)
	if err := scan(append([]any{&key, &o.Version, &o.Size, &o.ETag, &at, &sums, &o.Class, &o.HTTP, &o.Custom}, more...)...); err != nil {
		return nil, err
	}
	o.Key, o.Uploaded = string(key), time.UnixMilli(at)
	return &o, json.Unmarshal([]byte(sums), &o.Sums)
}

// find gives nil for a key that is missing.
func (b *R2) find(key string) (*store.R2Object, []blob, error) {
	stmt, err := b.prepared(headSQL)
	if err != nil {
		return nil, nil, err
	}
	var text string
	o, err := scanObject(stmt.QueryRow([]byte(key)).Scan, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var list []blob
	return o, list, json.Unmarshal([]byte(text), &list)
}

func (b *R2) readError(err error) error { return fmt.Errorf("read %s: %w", b.path, err) }

// Head reads the index only.
func (b *R2) Head(ctx context.Context, key string) (*store.R2Object, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o, _, err := b.find(key)
	if err != nil {
		return nil, b.readError(err)
	}
	if o != nil {
		o.Range = &store.R2Span{Length: o.Size}
	}
	return o, nil
}

// Get opens the file of a body at once; those of one in parts when they are
// reached, and until then nobody removes them.
func (b *R2) Get(ctx context.Context, key string, get store.R2Get) (*store.R2Object, io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	b.held.Lock()
	defer b.held.Unlock()
	o, list, err := b.find(key)
	if err != nil {
		return nil, nil, b.readError(err)
	}
	if o == nil {
		return nil, nil, nil
	}
	if !get.OnlyIf.Holds(true, o.ETag, o.Uploaded.UnixMilli()) {
		o.Range = &store.R2Span{Length: o.Size}
		return o, nil, nil
	}
	span, err := get.Range.Of(o.Size)
	if err != nil {
		return nil, nil, err
	}
	o.Range = &span
	body, err := b.open(cut(list, span))
	if err != nil {
		return nil, nil, b.readError(err)
	}
	return o, body, nil
}

// Put writes the body first. Then the index learns of it, if the condition holds.
func (b *R2) Put(ctx context.Context, key string, body io.Reader, size int64, put store.R2Put) (*store.R2Object, error) {
	digest := newDigests(put.Sum)
	id, err := b.blobs.write(ctx, body, size, digest)
	if err != nil {
		return nil, err
	}
	sums, err := digest.sums(put.Sum)
	if err != nil {
		b.blobs.discard(id)
		return nil, err
	}
	o := &store.R2Object{Key: key, Version: id, Size: size, ETag: digest.md5(), Uploaded: b.now(), Sums: sums, R2Metadata: put.R2Metadata}
	failed := false
	err = b.commit1(ctx, func(tx *sql.Tx) (removed []blob, err error) {
		old, at, list, err := current(tx, key)
		if err != nil {
			return nil, err
		}
		if failed = !put.OnlyIf.Holds(list != nil, old, at); failed {
			return nil, nil
		}
		return list, index(tx, o, []blob{{id, size}})
	})
	if err != nil || failed {
		b.blobs.discard(id)
		return nil, err
	}
	b.blobs.settle(id)
	return o, nil
}

// current is what the index says of key; no blobs at all when there is no object.
func current(tx *sql.Tx, key string) (etag string, at int64, list []blob, err error) {
	var text string
	err = tx.QueryRow(`SELECT etag, uploaded, blobs FROM objects WHERE key = ?`, []byte(key)).Scan(&etag, &at, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &list)
	}
	return etag, at, list, err
}

// index writes the row of o. Uploaded loses what the row does not hold.
func index(tx *sql.Tx, o *store.R2Object, list []blob) error {
	o.Uploaded = time.UnixMilli(o.Uploaded.UnixMilli())
	sums, err := json.Marshal(o.Sums)
	if err != nil {
		return err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	_, err = tx.Exec(putObjectSQL, []byte(o.Key), o.Version, o.Size, o.ETag, o.Uploaded.UnixMilli(), string(sums), o.Class, o.HTTP, o.Custom, string(text))
	return err
}

// Delete is one transaction for all keys.
func (b *R2) Delete(ctx context.Context, keys []string) error {
	return b.commit1(ctx, func(tx *sql.Tx) ([]blob, error) {
		var removed []blob
		for _, key := range keys {
			var text string
			err := tx.QueryRow(`DELETE FROM objects WHERE key = ? RETURNING blobs`, []byte(key)).Scan(&text)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			var list []blob
			if err == nil {
				err = json.Unmarshal([]byte(text), &list)
			}
			if err != nil {
				return nil, err
			}
			removed = append(removed, list...)
		}
		return removed, nil
	})
}

// commit1 has the writer run change in a transaction and removes the files of the
// blobs that it returns when that is on disk. It waits to the end: whoever wrote
// a body must know what became of it.
func (b *R2) commit1(ctx context.Context, change func(*sql.Tx) ([]blob, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var removed []blob
	b.held.Lock()
	gone := b.gone
	b.gone = nil
	b.held.Unlock()
	err := b.do(context.WithoutCancel(ctx), &write{apply: func(tx *sql.Tx) (err error) {
		for _, id := range gone {
			if _, err := tx.Exec(`DELETE FROM doomed WHERE blob = ?`, id); err != nil {
				return err
			}
		}
		if removed, err = change(tx); err != nil {
			return err
		}
		for _, r := range removed {
			if _, err := tx.Exec(`INSERT OR IGNORE INTO doomed (blob) VALUES (?)`, r.ID); err != nil {
				return err
			}
		}
		return nil
	}})
	b.held.Lock()
	defer b.held.Unlock()
	if err != nil {
		b.gone = append(b.gone, gone...)
		return err
	}
	for _, r := range removed {
		b.remove(r.ID)
	}
	return nil
}

// remove takes a file away that the index no longer names, or leaves that to its
// last reader. The caller holds the lock.
func (b *R2) remove(id string) {
	if b.inUse[id] > 0 {
		b.doomed[id] = true
		return
	}
	if b.blobs.remove(id) == nil {
		b.gone = append(b.gone, id)
	}
}
