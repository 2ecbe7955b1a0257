package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// KV is one namespace of a file.
type KV struct {
	db *DB
	ns string
}

var _ store.KV = (*KV)(nil)

// KV gives the namespace ns, which need not exist.
func (db *DB) KV(ns string) *KV { return &KV{db: db, ns: ns} }

const (
	getSQL = `SELECT expires, metadata, value FROM kv WHERE ns = ? AND key = ?`
	putSQL = `INSERT INTO kv (ns, key, expires, metadata, value) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (ns, key) DO UPDATE SET expires = excluded.expires, metadata = excluded.metadata, value = excluded.value`
	deleteSQL = `DELETE FROM kv WHERE ns = ? AND key = ?`
	sweepSQL  = `DELETE FROM kv WHERE id IN (SELECT id FROM kv WHERE expires <= ? LIMIT 500)`
)

// Get does not pass ctx on: a read takes microseconds, and the driver starts a
// goroutine for every context that can end.
func (k *KV) Get(ctx context.Context, key string) (*store.KVEntry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stmt, err := k.db.prepared(getSQL)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.db.path, err)
	}
	var (
		expires sql.NullInt64
		meta    sql.NullString
		e       store.KVEntry
	)
	err = stmt.QueryRow(k.ns, []byte(key)).Scan(&expires, &meta, &e.Value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.db.path, err)
	}
	if expires.Valid {
		if expires.Int64 <= k.db.now().Unix() {
			return nil, nil
		}
		e.Expires = time.Unix(expires.Int64, 0)
	}
	if meta.Valid {
		e.Metadata = []byte(meta.String)
	}
	if e.Value == nil {
		e.Value = []byte{}
	}
	return &e, nil
}

// GetMany reads key by key: they are one page each in any case.
func (k *KV) GetMany(ctx context.Context, keys []string) ([]*store.KVEntry, error) {
	out := make([]*store.KVEntry, len(keys))
	for i, key := range keys {
		e, err := k.Get(ctx, key)
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return out, nil
}

// Put returns when the value is on disk.
func (k *KV) Put(ctx context.Context, key string, e store.KVEntry) error {
	value := e.Value
	if value == nil {
		value = []byte{} // nil would be NULL
	}
	var metadata, expires any
	if e.Metadata != nil {
		metadata = string(e.Metadata)
	}
	if !e.Expires.IsZero() {
		expires = e.Expires.Unix()
	}
	return k.db.do(ctx, &write{size: len(value), apply: func(tx *sql.Tx) error {
		_, err := tx.Exec(putSQL, k.ns, []byte(key), expires, metadata, value)
		return err
	}})
}

// Delete returns when the deletion is on disk.
func (k *KV) Delete(ctx context.Context, key string) error {
	return k.db.do(ctx, &write{apply: func(tx *sql.Tx) error {
		_, err := tx.Exec(deleteSQL, k.ns, []byte(key))
		return err
	}})
}

// List scans the unique index, whose order is memcmp on the key's bytes.
func (k *KV) List(ctx context.Context, o store.KVListOptions) (store.KVPage, error) {
	if err := ctx.Err(); err != nil {
		return store.KVPage{}, err
	}
	page, err := k.list(o)
	if err != nil {
		return store.KVPage{}, fmt.Errorf("read %s: %w", k.db.path, err)
	}
	return page, nil
}

func (k *KV) list(o store.KVListOptions) (store.KVPage, error) {
	query := `SELECT key, expires, metadata FROM kv WHERE ns = ?`
	args := []any{k.ns}
	switch {
	case o.After >= o.Prefix && o.After != "":
		query += ` AND key > ?`
		args = append(args, []byte(o.After))
	case o.Prefix != "":
		query += ` AND key >= ?`
		args = append(args, []byte(o.Prefix))
	}
	if end, ok := store.PrefixEnd(o.Prefix); ok {
		query += ` AND key < ?`
		args = append(args, end)
	}
	query += ` AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT ?`
	// One more than asked for tells whether the page is the last.
	args = append(args, k.db.now().Unix(), o.Limit+1)

	stmt, err := k.db.prepared(query)
	if err != nil {
		return store.KVPage{}, err
	}
	rows, err := stmt.Query(args...)
	if err != nil {
		return store.KVPage{}, err
	}
	defer rows.Close()
	page := store.KVPage{Complete: true}
	for rows.Next() {
		if len(page.Keys) == o.Limit {
			page.Complete = false
			page.After = page.Keys[o.Limit-1].Name
			break
		}
		var (
			key     sql.RawBytes
			expires sql.NullInt64
			meta    sql.NullString
		)
		if err := rows.Scan(&key, &expires, &meta); err != nil {
			return store.KVPage{}, err
		}
		n := store.KVName{Name: string(key)}
		if expires.Valid {
			n.Expires = time.Unix(expires.Int64, 0)
		}
		if meta.Valid {
			n.Metadata = []byte(meta.String)
		}
		page.Keys = append(page.Keys, n)
	}
	return page, rows.Err()
}

// sweepKV deletes some expired rows. An error is of no interest: they stay
// invisible, and a write that fails for the same reason reports it.
func sweepKV(f *file) {
	for range 20 {
		r, err := f.write.Exec(sweepSQL, f.now().Unix())
		if err != nil {
			return
		}
		if n, err := r.RowsAffected(); err != nil || n < 500 || len(f.writes) > 0 {
			return
		}
	}
}
