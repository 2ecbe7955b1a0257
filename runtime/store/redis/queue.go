package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/bindings/queues/queuelua"
	"github.com/w2c-dev/w2c/runtime/store"
)

// poll is how soon another machine may have put something in, which nobody tells us.
const poll = 200 * time.Millisecond

// Queue is one queue. All queues of a server lie in one cluster slot, because a
// message that goes to the dead letter queue goes there in one script.
type Queue struct {
	db      *DB
	name    string
	changed chan struct{}
}

var _ store.Queue = (*Queue)(nil)

// queues are the queues of a server by their names, so that producer and consumer
// of one process share one.
type queues struct {
	mu    sync.Mutex
	known map[string]*Queue
}

// Queue gives the queue with this name, which need not exist. Asked again it
// gives the same one.
func (db *DB) Queue(name string) *Queue {
	db.queues.mu.Lock()
	defer db.queues.mu.Unlock()
	if q, ok := db.queues.known[name]; ok {
		return q
	}
	if db.queues.known == nil {
		db.queues.known = map[string]*Queue{}
	}
	q := &Queue{db: db, name: name, changed: make(chan struct{}, 1)}
	db.queues.known[name] = q
	return q
}

// Changed receives after this process has put something in.
func (q *Queue) Changed() <-chan struct{} { return q.changed }

func (q *Queue) change() {
	select {
	case q.changed <- struct{}{}:
	default:
	}
}

func queueKeys(name string) []any {
	keys := make([]any, len(queuelua.Parts))
	for i, part := range queuelua.Parts {
		keys[i] = "w2c:{queues}:" + escape(name) + ":" + part
	}
	return keys
}

// run calls a script with the keys of this queue, and those of another when there is one.
func (q *Queue) run(ctx context.Context, s *redis.Script, other string, args ...any) (any, error) {
	all := queueKeys(q.name)
	if other == "" {
		other = q.name
	}
	all = append(append(all, queueKeys(other)...), args...)
	reply, err := q.db.script(ctx, s, all...)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return reply, q.db.failed("queue in", err)
}

// Backlog asks Redis, which counts as messages come and go.
func (q *Queue) Backlog(ctx context.Context) (store.QueueBacklog, error) {
	reply, err := redis.Values(q.run(ctx, queueBacklog, ""))
	if err != nil {
		return store.QueueBacklog{}, err
	}
	return backlogOf(reply)
}

func backlogOf(reply []any) (b store.QueueBacklog, err error) {
	var oldest int64
	if _, err := redis.Scan(reply, &b.Count, &b.Bytes, &oldest); err != nil {
		return b, err
	}
	if oldest != 0 {
		b.Oldest = time.UnixMilli(oldest)
	}
	return b, nil
}

// queueTypes are content types by the first byte of a stored body.
var queueTypes = map[string]string{"j": "json", "t": "text", "b": "bytes", "v": "v8"}

// Send puts the messages in by one script. Their ids make a repeated call harmless
// as long as they are there.
func (q *Queue) Send(ctx context.Context, messages []store.QueueMessage) (store.QueueBacklog, error) {
	args := make([]any, 0, 4*len(messages))
	for _, m := range messages {
		body := append([]byte(m.Type[:1]), m.Body...)
		args = append(args, m.ID, m.Sent.UnixMilli(), m.Delay.Milliseconds(), body)
	}
	reply, err := redis.Values(q.run(ctx, queueSend, "", args...))
	if err != nil {
		return store.QueueBacklog{}, err
	}
	q.change()
	return backlogOf(reply)
}

// Claim decides and takes in one script.
func (q *Queue) Claim(ctx context.Context, r store.QueueRules, lease string) (batch store.QueueBatch, err error) {
	reply, err := redis.Values(q.run(ctx, queueClaim, r.DeadLetter, lease, r.BatchSize, r.BatchTimeout.Milliseconds(),
		r.MaxAttempts, r.Concurrency, r.Lease.Milliseconds(), dead(r)))
	if err != nil {
		return batch, err
	}
	if len(reply) < 3 {
		return batch, errors.New("queue in Redis: an answer that is too short")
	}
	wait, err := redis.Int64(reply[0], nil)
	if err != nil {
		return batch, err
	}
	batch.Wait = poll
	if wait >= 0 {
		batch.Wait = min(batch.Wait, time.Duration(wait)*time.Millisecond)
	}
	if batch.Dropped, err = redis.Int(reply[1], nil); err != nil {
		return batch, err
	}
	if batch.Dropped > 0 {
		q.changeDead(r)
	}
	backlog, err := redis.Values(reply[2], nil)
	if err != nil {
		return batch, err
	}
	if batch.Backlog, err = backlogOf(backlog); err != nil {
		return batch, err
	}
	for rest := reply[3:]; len(rest) >= 3; rest = rest[3:] {
		m, err := messageOf(rest)
		if err != nil {
			return batch, err
		}
		batch.Messages = append(batch.Messages, m)
	}
	return batch, nil
}

// The name of a message: its number, when it was sent, its id; 16, 12 and 32 digits
// in hex, so that names sort as numbers do.
const seqSize, sentSize, idSize = 16, 12, 32

func messageOf(reply []any) (m store.QueueMessage, err error) {
	var body []byte
	if _, err := redis.Scan(reply, &m.Ref, &m.Attempts, &body); err != nil {
		return m, err
	}
	if len(m.Ref) != seqSize+sentSize+idSize || len(body) == 0 || queueTypes[string(body[:1])] == "" {
		return m, errFrame
	}
	sent, err := strconv.ParseInt(m.Ref[seqSize:seqSize+sentSize], 16, 64)
	if err != nil {
		return m, errFrame
	}
	m.ID, m.Sent = m.Ref[seqSize+sentSize:], time.UnixMilli(sent)
	m.Type, m.Body = queueTypes[string(body[:1])], body[1:]
	return m, nil
}

func dead(r store.QueueRules) int {
	if r.DeadLetter != "" {
		return 1
	}
	return 0
}

func (q *Queue) changeDead(r store.QueueRules) {
	if r.DeadLetter != "" {
		q.db.Queue(r.DeadLetter).change()
	}
}

// Extend moves the end of the lease.
func (q *Queue) Extend(ctx context.Context, lease string, messages []store.QueueMessage, d time.Duration) (bool, error) {
	args := []any{lease, d.Milliseconds()}
	for _, m := range messages {
		args = append(args, m.Ref)
	}
	n, err := redis.Int(q.run(ctx, queueExtend, "", args...))
	return n > 0, err
}

// Settle decides on all by one script.
func (q *Queue) Settle(ctx context.Context, r store.QueueRules, lease string, verdicts []store.QueueVerdict) error {
	args := []any{lease, r.MaxAttempts, dead(r)}
	for _, v := range verdicts {
		args = append(args, v.Ref, int(v.Fate), v.Delay.Milliseconds())
	}
	reply, err := redis.Ints(q.run(ctx, queueSettle, r.DeadLetter, args...))
	if err != nil {
		return err
	}
	if len(reply) != 2 {
		return fmt.Errorf("queue in Redis: %d numbers where 2 were due", len(reply))
	}
	if reply[0] > 0 {
		q.change()
	}
	if reply[1] > 0 {
		q.changeDead(r)
	}
	return nil
}
