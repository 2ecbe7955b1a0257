package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// A message is due when it may be delivered; while a consumer holds it that is
// when its lease ends, so that one comparison finds what waits.
var queueLayout = layout{id: queuesID, version: 1, table: "message", schema: `
CREATE TABLE message (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  queue    TEXT NOT NULL,
  due      INTEGER NOT NULL,
  lease    TEXT,
  attempts INTEGER NOT NULL,
  sent     INTEGER NOT NULL,
  id       TEXT NOT NULL,
  type     TEXT NOT NULL,
  size     INTEGER NOT NULL,
  body     BLOB NOT NULL
) STRICT;
CREATE INDEX message_due ON message (queue, due, seq, size);
CREATE INDEX message_lease ON message (queue, lease, due) WHERE lease IS NOT NULL;
`}

// poll is how soon another process may have put something in, which nobody tells us.
const poll = time.Second

// Queues is one open file of queues. It serves any number of them.
type Queues struct {
	*file

	mu    sync.Mutex
	known map[string]*Queue
}

// OpenQueues opens the file at path as Open does.
func OpenQueues(ctx context.Context, path string) (*Queues, error) {
	f, err := queueLayout.open(ctx, path)
	if err != nil {
		return nil, err
	}
	return &Queues{file: f, known: map[string]*Queue{}}, nil
}

// Queue gives the queue with this name, which need not exist. Asked again it
// gives the same one.
func (q *Queues) Queue(name string) *Queue {
	q.mu.Lock()
	defer q.mu.Unlock()
	if known, ok := q.known[name]; ok {
		return known
	}
	made := &Queue{file: q, name: name, changed: make(chan struct{}, 1)}
	q.known[name] = made
	return made
}

// Queue is one queue of a file.
type Queue struct {
	file    *Queues
	name    string
	changed chan struct{}

	mu      sync.Mutex
	counted store.QueueBacklog
	until   time.Time // counted holds
}

var _ store.Queue = (*Queue)(nil)

// Changed receives after this process has put something in.
func (q *Queue) Changed() <-chan struct{} { return q.changed }

func (q *Queue) change() {
	select {
	case q.changed <- struct{}{}:
	default:
	}
}

// querier is a transaction or what reads.
type querier interface {
	QueryRow(query string, args ...any) *sql.Row
}

const backlogSQL = `SELECT count(*), coalesce(sum(size), 0),
	(SELECT sent FROM message WHERE queue = ?1 AND due <= ?2 ORDER BY due, seq LIMIT 1)
	FROM message WHERE queue = ?1 AND due <= ?2`

// many is a queue that takes milliseconds to count: what was counted holds a second.
const many = 10_000

// backlog counts what waits.
func (q *Queue) backlog(from querier, now time.Time) (store.QueueBacklog, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.until) {
		return q.counted, nil
	}
	var b store.QueueBacklog
	var oldest sql.NullInt64
	if err := from.QueryRow(backlogSQL, q.name, now.UnixMilli()).Scan(&b.Count, &b.Bytes, &oldest); err != nil {
		return b, err
	}
	if oldest.Valid {
		b.Oldest = time.UnixMilli(oldest.Int64)
	}
	q.counted, q.until = b, time.Time{}
	if b.Count > many {
		q.until = now.Add(time.Second)
	}
	return b, nil
}

// Backlog reads what waits.
func (q *Queue) Backlog(ctx context.Context) (store.QueueBacklog, error) {
	if err := ctx.Err(); err != nil {
		return store.QueueBacklog{}, err
	}
	b, err := q.backlog(q.file.read, q.file.now())
	return b, q.failed("read", err)
}

func (q *Queue) failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", doing, q.file.path, err)
}

const sendSQL = `INSERT INTO message (queue, due, attempts, sent, id, type, size, body) VALUES (?, ?, 0, ?, ?, ?, ?, ?)`

// Send returns when the messages are on disk.
func (q *Queue) Send(ctx context.Context, messages []store.QueueMessage) (before store.QueueBacklog, err error) {
	size := 0
	for _, m := range messages {
		size += len(m.Body)
	}
	err = q.file.do(ctx, &write{size: size, apply: func(tx *sql.Tx) error {
		now := q.file.now()
		if before, err = q.backlog(tx, now); err != nil {
			return err
		}
		for _, m := range messages {
			if err := insert(tx, q.name, now.Add(m.Delay), m); err != nil {
				return err
			}
		}
		return nil
	}})
	if err == nil {
		q.change()
	}
	return before, err
}

func insert(tx *sql.Tx, queue string, due time.Time, m store.QueueMessage) error {
	body := m.Body
	if body == nil {
		body = []byte{} // nil would be NULL
	}
	_, err := tx.Exec(sendSQL, queue, due.UnixMilli(), m.Sent.UnixMilli(), m.ID, m.Type, len(body), body)
	return err
}

// due says whether a batch is due, and if not when to look again.
const (
	waitingSQL = `SELECT count(*), min(due) FROM (SELECT due FROM message WHERE queue = ? AND due <= ? ORDER BY due, seq LIMIT ?)`
	nextSQL    = `SELECT min(due) FROM message WHERE queue = ? AND due > ?`
	heldSQL    = `SELECT count(DISTINCT lease) FROM message WHERE queue = ? AND lease IS NOT NULL AND due > ?`
)

func (q *Queue) due(from querier, r store.QueueRules, now time.Time) (due bool, wait time.Duration, err error) {
	var (
		count        int
		first, later sql.NullInt64
		held         int
	)
	if err := from.QueryRow(waitingSQL, q.name, now.UnixMilli(), r.BatchSize).Scan(&count, &first); err != nil {
		return false, 0, err
	}
	if err := from.QueryRow(nextSQL, q.name, now.UnixMilli()).Scan(&later); err != nil {
		return false, 0, err
	}
	wait = poll
	if later.Valid {
		wait = min(wait, time.UnixMilli(later.Int64).Sub(now))
	}
	if count == 0 {
		return false, wait, nil
	}
	closes := time.UnixMilli(first.Int64).Add(r.BatchTimeout)
	if count < r.BatchSize && closes.After(now) {
		return false, min(wait, closes.Sub(now)), nil
	}
	if err := from.QueryRow(heldSQL, q.name, now.UnixMilli()).Scan(&held); err != nil {
		return false, 0, err
	}
	return held < r.Concurrency, wait, nil
}

// Claim reads first: most calls find nothing, and a write waits for the disk.
func (q *Queue) Claim(ctx context.Context, r store.QueueRules, lease string) (batch store.QueueBatch, err error) {
	if err := ctx.Err(); err != nil {
		return batch, err
	}
	due, wait, err := q.due(q.file.read, r, q.file.now())
	if err != nil || !due {
		return store.QueueBatch{Wait: wait}, q.failed("read", err)
	}
	err = q.file.do(ctx, &write{apply: func(tx *sql.Tx) (err error) {
		batch, err = q.claim(tx, r, lease)
		return err
	}})
	if batch.Dropped > 0 && err == nil {
		q.changeDead(r)
	}
	return batch, err
}

func (q *Queue) changeDead(r store.QueueRules) {
	if r.DeadLetter != "" {
		q.file.Queue(r.DeadLetter).change()
	}
}

const claimSQL = `SELECT seq, id, sent, type, attempts, body FROM message WHERE queue = ? AND due <= ? ORDER BY due, seq LIMIT ?`

func (q *Queue) claim(tx *sql.Tx, r store.QueueRules, lease string) (batch store.QueueBatch, err error) {
	now := q.file.now()
	due, wait, err := q.due(tx, r, now)
	if batch.Wait = wait; err != nil || !due {
		return batch, err
	}
	taken, err := rows(tx, claimSQL, q.name, now.UnixMilli(), r.BatchSize)
	if err != nil {
		return batch, err
	}
	for _, m := range taken {
		// Whoever had it so often has died of it each time.
		if m.Attempts >= r.MaxAttempts {
			if err := q.bury(tx, r, m.Ref, now); err != nil {
				return batch, err
			}
			batch.Dropped++
			continue
		}
		if _, err := tx.Exec(`UPDATE message SET lease = ?, due = ?, attempts = attempts + 1 WHERE seq = ?`,
			lease, now.Add(r.Lease).UnixMilli(), m.Ref); err != nil {
			return batch, err
		}
		m.Attempts++
		batch.Messages = append(batch.Messages, m)
	}
	if batch.Dropped > 0 && len(batch.Messages) == 0 {
		batch.Wait = 0 // there may be more behind those
	}
	batch.Backlog, err = q.backlog(tx, now)
	return batch, err
}

func rows(tx *sql.Tx, query string, args ...any) (out []store.QueueMessage, err error) {
	found, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var m store.QueueMessage
		var seq, sent int64
		if err := found.Scan(&seq, &m.ID, &sent, &m.Type, &m.Attempts, &m.Body); err != nil {
			return nil, err
		}
		m.Ref, m.Sent = strconv.FormatInt(seq, 10), time.UnixMilli(sent)
		out = append(out, m)
	}
	return out, found.Err()
}

const burySQL = `INSERT INTO message (queue, due, attempts, sent, id, type, size, body)
	SELECT ?, ?, 0, sent, id, type, size, body FROM message WHERE seq = ?`

// bury takes a message to the dead letter queue, or just away. It gets a number
// of its own there, so that it stands behind what came before.
func (q *Queue) bury(tx *sql.Tx, r store.QueueRules, seq string, now time.Time) error {
	if r.DeadLetter != "" {
		if _, err := tx.Exec(burySQL, r.DeadLetter, now.UnixMilli(), seq); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`DELETE FROM message WHERE seq = ?`, seq)
	return err
}

// Extend moves the end of the lease. It reports true while the batch has a message left.
func (q *Queue) Extend(ctx context.Context, lease string, _ []store.QueueMessage, d time.Duration) (held bool, err error) {
	err = q.file.do(ctx, &write{apply: func(tx *sql.Tx) error {
		result, err := tx.Exec(`UPDATE message SET due = ? WHERE queue = ? AND lease = ?`, q.file.now().Add(d).UnixMilli(), q.name, lease)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		held = n > 0
		return err
	}})
	return held, err
}

// Settle returns when all that was decided is on disk.
func (q *Queue) Settle(ctx context.Context, r store.QueueRules, lease string, verdicts []store.QueueVerdict) error {
	buried, again := false, false
	err := q.file.do(ctx, &write{apply: func(tx *sql.Tx) error {
		now := q.file.now()
		for _, v := range verdicts {
			var attempts int
			switch err := tx.QueryRow(`SELECT attempts FROM message WHERE seq = ? AND lease = ?`, v.Ref, lease).Scan(&attempts); {
			case errors.Is(err, sql.ErrNoRows):
				continue // somebody else has it, or had it
			case err != nil:
				return err
			}
			var err error
			switch {
			case v.Fate == store.QueueAck:
				_, err = tx.Exec(`DELETE FROM message WHERE seq = ?`, v.Ref)
			case v.Fate == store.QueueReturn:
				again = true
				_, err = tx.Exec(`UPDATE message SET lease = NULL, due = ?, attempts = attempts - 1 WHERE seq = ?`, now.UnixMilli(), v.Ref)
			case attempts >= r.MaxAttempts:
				buried = true
				err = q.bury(tx, r, v.Ref, now)
			default:
				again = true
				_, err = tx.Exec(`UPDATE message SET lease = NULL, due = ? WHERE seq = ?`, now.Add(v.Delay).UnixMilli(), v.Ref)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	if again {
		q.change()
	}
	if buried {
		q.changeDead(r)
	}
	return nil
}
