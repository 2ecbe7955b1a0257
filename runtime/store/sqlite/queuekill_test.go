package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

const killedQueue = "W2C_TEST_KILLED_QUEUE"

// killRules have messages of a killed consumer come again soon, and never too often.
var killRules = store.QueueRules{BatchSize: 20, MaxAttempts: 1 << 20, DeadLetter: "dead", Concurrency: 100, Lease: 50 * time.Millisecond}

// queueForever sends and takes, and prints each message when it was acknowledged by
// the store: "sent x" and, from whoever took it, "seen x".
func queueForever(path, round string) {
	f, err := sqlite.OpenQueues(context.Background(), path)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	ctx, q := context.Background(), f.Queue("q")
	var out sync.Mutex
	say := func(what string, text []byte, err error) {
		out.Lock()
		defer out.Unlock()
		if err != nil {
			fmt.Println("error", err)
			return
		}
		fmt.Println(what, string(text))
	}
	for w := range 4 {
		go func() {
			for i := 0; ; i++ {
				var list []store.QueueMessage
				for k := range 5 {
					body := fmt.Appendf(nil, "%s-%d-%d-%d", round, w, i, k)
					list = append(list, store.QueueMessage{ID: strings.Repeat("0", 32), Sent: time.UnixMilli(1), Type: "text", Body: body})
				}
				_, err := q.Send(ctx, list)
				for _, m := range list {
					say("sent", m.Body, err)
				}
			}
		}()
	}
	for w := range 2 {
		go func() {
			for i := 0; ; i++ {
				lease := fmt.Sprintf("%s-%d-%d", round, w, i)
				b, err := q.Claim(ctx, killRules, lease)
				if err != nil {
					say("", nil, err)
				}
				var verdicts []store.QueueVerdict
				for k, m := range b.Messages {
					say("seen", m.Body, nil)
					verdicts = append(verdicts, store.QueueVerdict{Ref: m.Ref, Fate: store.QueueFate(k % 2)}) // some are tried again
				}
				if len(verdicts) == 0 {
					time.Sleep(time.Millisecond)
					continue
				}
				if err := q.Settle(ctx, killRules, lease, verdicts); err != nil {
					say("", nil, err)
				}
			}
		}()
	}
	select {}
}

// TestKillQueue: every message that was acknowledged before kill -9 is delivered,
// before or after it.
func TestKillQueue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queues.sqlite")
	lines := killWriting(t, killedQueue+"="+path, 40, 30*time.Millisecond)
	sent, seen := 0, map[string]int{}
	for _, line := range lines {
		if what, text, _ := strings.Cut(line, " "); what == "seen" {
			seen[text]++
		}
	}
	q := openQueues(t, path).Queue("q")
	for empty := 0; empty < 3; {
		lease := fmt.Sprint("last", len(seen), empty)
		b := claim(t, q, lease)
		if len(b.Messages) == 0 {
			empty++
			time.Sleep(killRules.Lease)
			continue
		}
		empty = 0
		var verdicts []store.QueueVerdict
		for _, m := range b.Messages {
			seen[string(m.Body)]++
			verdicts = append(verdicts, store.QueueVerdict{Ref: m.Ref})
		}
		if err := q.Settle(context.Background(), killRules, lease, verdicts); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range lines {
		if what, text, _ := strings.Cut(line, " "); what == "sent" {
			sent++
			if seen[text] == 0 {
				t.Errorf("%s was acknowledged and never delivered", text)
			}
		}
	}
	if sent < 200 {
		t.Errorf("only %d messages were acknowledged in 40 rounds: the test proves little", sent)
	}
	twice := 0
	for _, n := range seen {
		if n > 1 {
			twice++
		}
	}
	t.Logf("%d messages were delivered more than once", twice)
	storetest.Fault(t, "kill -9 of producer and consumer", "Queues on SQLite, Go", 40, sent)
}

func claim(t *testing.T, q store.Queue, lease string) store.QueueBatch {
	t.Helper()
	r := killRules
	r.BatchSize, r.Lease = 100, time.Minute
	b, err := q.Claim(context.Background(), r, lease)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
