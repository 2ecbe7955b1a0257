package store

import (
	"context"
	"time"
)

// Queue is one queue of the Queues binding. A message is in it until a consumer
// has acknowledged it, however often that takes: delivery is at least once.
// Messages come in the order in which they became deliverable.
//
// A consumer takes messages as a batch and holds them by a lease. While the
// lease runs nobody else gets them; when its consumer dies it runs out and they
// are there again. All times are the store's own clock, so that machines whose
// clocks differ may share a queue.
type Queue interface {
	// Send adds messages, all or none, and tells what was waiting before.
	Send(ctx context.Context, messages []QueueMessage) (QueueBacklog, error)
	// Backlog tells what waits to be taken: neither delayed nor held by a consumer.
	Backlog(ctx context.Context) (QueueBacklog, error)
	// Claim takes the next batch when one is due, else it says when to ask again.
	// lease names the batch and must be new; a repeated call gives the same batch.
	Claim(ctx context.Context, r QueueRules, lease string) (QueueBatch, error)
	// Extend lets a lease run for d from now on. It reports false when the batch
	// was lost to somebody else.
	Extend(ctx context.Context, lease string, messages []QueueMessage, d time.Duration) (bool, error)
	// Settle decides on messages of a batch, all in one transaction. Those that the
	// lease no longer holds are left as they are.
	Settle(ctx context.Context, r QueueRules, lease string, verdicts []QueueVerdict) error
	// Changed receives after this process has put in what a consumer may take.
	Changed() <-chan struct{}
}

// QueueMessage is a message on its way in or out.
type QueueMessage struct {
	ID   string    // 32 hex digits
	Sent time.Time // whole milliseconds
	// Type says what Body is: "json", "text", "bytes", or "v8" for a structured
	// clone as FORMAT.md has it.
	Type string
	Body []byte
	// Delay is how long a message that is sent cannot be delivered.
	Delay time.Duration
	// Attempts counts deliveries, this one included; Claim sets it.
	Attempts int
	// Ref is what the store knows the message by; Claim sets it.
	Ref string
}

// QueueBacklog is what waits in a queue. Oldest is when the first of it was
// sent, zero when nothing waits.
type QueueBacklog struct {
	Count, Bytes int64
	Oldest       time.Time
}

// QueueRules are what a consumer was configured with.
type QueueRules struct {
	// A batch is due when so many messages wait, or one has waited so long.
	BatchSize    int
	BatchTimeout time.Duration
	// MaxAttempts is how often a message is delivered; after that it goes to the
	// queue DeadLetter, or away when that is "".
	MaxAttempts int
	DeadLetter  string
	// Concurrency bounds the batches that are held at a time by all consumers.
	Concurrency int
	// Lease is how long a batch is held unless it is extended.
	Lease time.Duration
}

// QueueBatch is what Claim gave: messages and what still waits behind them; or
// none, and when something may be due.
type QueueBatch struct {
	Messages []QueueMessage
	Backlog  QueueBacklog
	// Wait is how long to wait before asking again; negative when nothing is in
	// the queue that could become due by itself.
	Wait time.Duration
	// Dropped are messages that were delivered too often by consumers that died:
	// they went where Settle sends such messages.
	Dropped int
}

// QueueFate is what becomes of a message.
type QueueFate int

const (
	// QueueAck takes the message out.
	QueueAck QueueFate = iota
	// QueueRetry has it delivered again after the delay, unless it was delivered
	// MaxAttempts times.
	QueueRetry
	// QueueReturn gives it back as if it had not been delivered.
	QueueReturn
)

// QueueVerdict is the fate of one message.
type QueueVerdict struct {
	Ref   string
	Fate  QueueFate
	Delay time.Duration // before a retry
}
