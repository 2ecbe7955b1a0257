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

// write is a part of a transaction that waits for its commit. apply may be called
// twice: the second time is after a rollback.
type write struct {
	size  int // bytes, about
	apply func(*sql.Tx) error

	err  error
	done chan struct{}
}

// do hands w to the writer and waits for the commit. When ctx ends first the
// write may or may not happen, as with any store.
func (f *file) do(ctx context.Context, w *write) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.done = make(chan struct{})
	select {
	case f.writes <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-f.quit:
		return errClosed
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		return ctx.Err()
	case <-f.done:
		select {
		case <-w.done:
		default:
			return errClosed
		}
	}
	if w.err != nil {
		return fmt.Errorf("write %s: %w", f.path, w.err)
	}
	return nil
}

// writer is the only goroutine that writes. While one commit waits for the
// disk, the next batch gathers in the channel.
func (f *file) writer() {
	defer close(f.done)
	sweeper := time.NewTicker(sweepEvery)
	defer sweeper.Stop()
	batch := make([]*write, 0, maxBatch)
	for {
		select {
		case w := <-f.writes:
			batch = f.gather(append(batch[:0], w))
			f.commit(batch)
		case <-sweeper.C:
			if f.sweep != nil {
				f.sweep(f)
			}
		case <-f.quit:
			for {
				select {
				case w := <-f.writes:
					f.commit(f.gather(append(batch[:0], w)))
				default:
					return
				}
			}
		}
	}
}

// gather adds what is waiting already.
func (f *file) gather(batch []*write) []*write {
	size := batch[0].size
	for len(batch) < maxBatch && size < maxBatchBytes {
		select {
		case w := <-f.writes:
			batch = append(batch, w)
			size += w.size
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch in one transaction. When that fails each write gets a
// transaction of its own, so that one too many for the disk fails alone.
func (f *file) commit(batch []*write) {
	err := f.transact(batch)
	if err != nil && len(batch) > 1 {
		for i := range batch {
			batch[i].err = f.transact(batch[i : i+1])
			close(batch[i].done)
		}
		return
	}
	for _, w := range batch {
		w.err = err
		close(w.done)
	}
}

func (f *file) transact(batch []*write) error {
	tx, err := f.write.Begin()
	if err != nil {
		return err
	}
	for _, w := range batch {
		if err := w.apply(tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
