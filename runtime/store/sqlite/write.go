package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A batch ends at so many writes or so many bytes: a commit should not hold a
// small write back for long because large ones came with it.
const (
	maxBatch      = 256
	maxBatchBytes = 8 << 20
)

var errClosed = errors.New("the store is closed")

// write is one statement that waits for its commit.
type write struct {
	put  bool // else delete
	ns   string
	key  []byte
	meta any // string or nil
	exp  any // int64 or nil
	val  []byte
	err  error
	done chan struct{}
}

// do hands w to the writer and waits for the commit. When ctx ends first the
// write may or may not happen, as with any store.
func (db *DB) do(ctx context.Context, w *write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.done = make(chan struct{})
	select {
	case db.writes <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.quit:
		return errClosed
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.done:
		select {
		case <-w.done:
		default:
			return errClosed
		}
	}
	if w.err != nil {
		return fmt.Errorf("write %s: %w", db.path, w.err)
	}
	return nil
}

// writer is the only goroutine that writes. While one commit waits for the
// disk, the next batch gathers in the channel.
func (db *DB) writer() {
	defer close(db.done)
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	batch := make([]*write, 0, maxBatch)
	for {
		select {
		case w := <-db.writes:
			batch = db.gather(append(batch[:0], w))
			db.commit(batch)
		case <-sweep.C:
			db.sweep()
		case <-db.quit:
			for {
				select {
				case w := <-db.writes:
					db.commit(db.gather(append(batch[:0], w)))
				default:
					return
				}
			}
		}
	}
}

// gather adds what is waiting already.
func (db *DB) gather(batch []*write) []*write {
	size := len(batch[0].val)
	for len(batch) < maxBatch && size < maxBatchBytes {
		select {
		case w := <-db.writes:
			batch = append(batch, w)
			size += len(w.val)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch in one transaction. When that fails each write gets a
// transaction of its own, so that one too many for the disk fails alone.
func (db *DB) commit(batch []*write) {
	err := db.transact(batch)
	if err != nil && len(batch) > 1 {
		for i := range batch {
			batch[i].err = db.transact(batch[i : i+1])
			close(batch[i].done)
		}
		return
	}
	for _, w := range batch {
		w.err = err
		close(w.done)
	}
}

const (
	putSQL = `INSERT INTO kv (ns, key, expires, metadata, value) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (ns, key) DO UPDATE SET expires = excluded.expires, metadata = excluded.metadata, value = excluded.value`
	deleteSQL = `DELETE FROM kv WHERE ns = ? AND key = ?`
	sweepSQL  = `DELETE FROM kv WHERE id IN (SELECT id FROM kv WHERE expires <= ? LIMIT 500)`
)

func (db *DB) transact(batch []*write) error {
	tx, err := db.write.Begin()
	if err != nil {
		return err
	}
	for _, w := range batch {
		if err := apply(tx, w); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

func apply(tx *sql.Tx, w *write) error {
	var err error
	if w.put {
		_, err = tx.Exec(putSQL, w.ns, w.key, w.exp, w.meta, w.val)
	} else {
		_, err = tx.Exec(deleteSQL, w.ns, w.key)
	}
	return err
}

// sweep deletes some expired rows. An error is of no interest: they stay
// invisible, and a write that fails for the same reason reports it.
func (db *DB) sweep() {
	for range 20 {
		r, err := db.write.Exec(sweepSQL, db.now().Unix())
		if err != nil {
			return
		}
		if n, err := r.RowsAffected(); err != nil || n < 500 || len(db.writes) > 0 {
			return
		}
	}
}
