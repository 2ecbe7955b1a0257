package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// QueueHarness is how the suite opens queues. Each test gets one of its own, with no
// data in it.
type QueueHarness struct {
	// Queue gives a queue. Asked again it gives the same data.
	Queue func(t testing.TB, name string) store.Queue
	// Other gives the same queue as another machine has it.
	Other func(t testing.TB, name string) store.Queue
	// Reopen closes everything and opens it again, as a restart does.
	Reopen func(t testing.TB)
}

// Queue runs the suite of store.Queue.
func Queue(t *testing.T, open func(t *testing.T) QueueHarness) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, QueueHarness)
	}{
		{"Messages", queueMessages},
		{"Order", queueOrder},
		{"Delay", queueDelay},
		{"Due", queueDue},
		{"Backlog", queueBacklog},
		{"Fates", queueFates},
		{"DeadLetters", queueDeadLetters},
		{"Lease", queueLease},
		{"TooOften", queueTooOften},
		{"Concurrency", queueConcurrency},
		{"Changed", queueChanged},
		{"Names", queueNames},
		{"Reopen", queueReopen},
		{"Machines", queueMachines},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
}

// rules are for tests: a batch is due at once, and nothing ends by itself.
var rules = store.QueueRules{BatchSize: 10, MaxAttempts: 3, Concurrency: 100, Lease: time.Minute}

func message(text string) store.QueueMessage {
	id := fmt.Sprintf("%032x", []byte(text))
	return store.QueueMessage{ID: id[len(id)-32:], Sent: time.UnixMilli(1_700_000_000_123), Type: "text", Body: []byte(text)}
}

func send(t testing.TB, q store.Queue, texts ...string) {
	t.Helper()
	list := make([]store.QueueMessage, len(texts))
	for i, text := range texts {
		list[i] = message(text)
	}
	if _, err := q.Send(context.Background(), list); err != nil {
		t.Fatal(err)
	}
}

func claim(t testing.TB, q store.Queue, r store.QueueRules, lease string) store.QueueBatch {
	t.Helper()
	b, err := q.Claim(context.Background(), r, lease)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// claimed waits until a batch is due.
func claimed(t testing.TB, q store.Queue, r store.QueueRules, lease string) store.QueueBatch {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); ; {
		b := claim(t, q, r, lease)
		if len(b.Messages) > 0 {
			return b
		}
		if time.Now().After(until) {
			t.Fatal("no batch within 10 s")
		}
		time.Sleep(min(max(b.Wait, time.Millisecond), 20*time.Millisecond))
	}
}

func settle(t testing.TB, q store.Queue, r store.QueueRules, lease string, b store.QueueBatch, fate store.QueueFate) {
	t.Helper()
	var verdicts []store.QueueVerdict
	for _, m := range b.Messages {
		verdicts = append(verdicts, store.QueueVerdict{Ref: m.Ref, Fate: fate})
	}
	if err := q.Settle(context.Background(), r, lease, verdicts); err != nil {
		t.Fatal(err)
	}
}

// bodies are the texts with how often each was delivered.
func bodies(b store.QueueBatch) string {
	var out []string
	for _, m := range b.Messages {
		out = append(out, fmt.Sprintf("%s:%d", m.Body, m.Attempts))
	}
	return strings.Join(out, " ")
}

func wantBodies(t testing.TB, what string, b store.QueueBatch, want string) {
	t.Helper()
	if got := bodies(b); got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func queueMessages(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	in := []store.QueueMessage{
		{ID: strings.Repeat("0f", 16), Sent: time.UnixMilli(1), Type: "json", Body: []byte(`{"a":1}`)},
		{ID: strings.Repeat("a1", 16), Sent: time.UnixMilli(281_474_976_710_655), Type: "bytes", Body: []byte("\x00\xff\r\n")},
		{ID: strings.Repeat("00", 16), Sent: time.UnixMilli(1_700_000_000_123), Type: "v8", Body: []byte("[1,1]")},
		{ID: strings.Repeat("ff", 16), Sent: time.UnixMilli(1_700_000_000_124), Type: "text"},
		{ID: strings.Repeat("ab", 16), Sent: time.UnixMilli(1_700_000_000_125), Type: "text", Body: bytes.Repeat([]byte("é"), 60_000)},
	}
	if _, err := q.Send(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	out := claim(t, q, rules, "l").Messages
	if len(out) != len(in) {
		t.Fatalf("%d messages, want %d", len(out), len(in))
	}
	for i, m := range out {
		w := in[i]
		if m.ID != w.ID || !m.Sent.Equal(w.Sent) || m.Type != w.Type || !bytes.Equal(m.Body, w.Body) || m.Attempts != 1 || m.Ref == "" {
			t.Errorf("message %d: %.200v, want %.200v", i, m, w)
		}
	}
}

func queueOrder(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	var want []string
	for i := range 30 {
		send(t, q, fmt.Sprint(3*i), fmt.Sprint(3*i+1), fmt.Sprint(3*i+2))
	}
	var got []string
	for i := range 9 {
		lease := fmt.Sprint("l", i)
		b := claim(t, q, rules, lease)
		for k, m := range b.Messages {
			got, want = append(got, string(m.Body)), append(want, fmt.Sprint(10*i+k))
		}
		settle(t, q, rules, lease, b, store.QueueAck)
	}
	if !slices.Equal(got, want) || len(got) != 90 {
		t.Errorf("got %q, want %q", got, want)
	}
}

func queueDelay(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	later, sooner := message("later"), message("sooner")
	later.Delay, sooner.Delay = 800*time.Millisecond, 600*time.Millisecond
	r := rules
	r.BatchSize = 1
	start := time.Now()
	if _, err := q.Send(context.Background(), []store.QueueMessage{later, sooner, message("now")}); err != nil {
		t.Fatal(err)
	}
	wantBodies(t, "at once", claim(t, q, r, "a"), "now:1")
	again := claim(t, q, r, "b")
	if early := time.Since(start) < sooner.Delay; early && (len(again.Messages) > 0 || again.Wait <= 0 || again.Wait > sooner.Delay) {
		t.Errorf("before the delay: %q, wait %v", bodies(again), again.Wait)
	} else if !early {
		settle(t, q, r, "b", again, store.QueueReturn) // a machine that is very busy
	}
	wantBodies(t, "first", claimed(t, q, r, "c"), "sooner:1")
	wantBodies(t, "second", claimed(t, q, r, "d"), "later:1")
	if took := time.Since(start); took < later.Delay-10*time.Millisecond {
		t.Errorf("a delay of %v took %v", later.Delay, took)
	}
}

func queueDue(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	r := rules
	r.BatchSize, r.BatchTimeout = 3, time.Second
	send(t, q, "1", "2")
	b := claim(t, q, r, "a")
	if len(b.Messages) > 0 || b.Wait <= 0 || b.Wait > r.BatchTimeout {
		t.Errorf("two of three: %q, wait %v", bodies(b), b.Wait)
	}
	send(t, q, "3", "4")
	wantBodies(t, "full", claim(t, q, r, "b"), "1:1 2:1 3:1")
	if b := claim(t, q, r, "c"); len(b.Messages) > 0 {
		t.Errorf("one of three, and its time has not come: %q", bodies(b))
	}
	wantBodies(t, "in time", claimed(t, q, r, "d"), "4:1")
}

func queueBacklog(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	is := func(what string, b store.QueueBacklog, count, size int64, oldest bool) {
		t.Helper()
		if b.Count != count || b.Bytes != size || b.Oldest.IsZero() == oldest {
			t.Errorf("%s: %+v, want %d messages of %d bytes", what, b, count, size)
		}
	}
	ask := func() store.QueueBacklog {
		t.Helper()
		b, err := q.Backlog(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	is("empty", ask(), 0, 0, false)
	before, err := q.Send(context.Background(), []store.QueueMessage{message("one"), message("three")})
	if err != nil {
		t.Fatal(err)
	}
	is("before the first", before, 0, 0, false)
	is("two", ask(), 2, 8, true)
	delayed := message("delayed")
	delayed.Delay = time.Minute
	if before, err = q.Send(context.Background(), []store.QueueMessage{delayed}); err != nil {
		t.Fatal(err)
	}
	is("before the delayed one", before, 2, 8, true)
	is("without the delayed one", ask(), 2, 8, true)
	r := rules
	r.BatchSize = 1
	b := claim(t, q, r, "a")
	is("behind a batch", b.Backlog, 1, 5, true)
	if at := b.Backlog.Oldest; !at.Equal(message("").Sent) {
		t.Errorf("oldest %v", at)
	}
	settle(t, q, r, "a", b, store.QueueRetry)
	is("given back", ask(), 2, 8, true)
	settle(t, q, r, "b", claim(t, q, r, "b"), store.QueueAck)
	settle(t, q, r, "c", claim(t, q, r, "c"), store.QueueAck)
	is("all acknowledged", ask(), 0, 0, false)
}

func queueFates(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	send(t, q, "ack", "retry", "delayed", "return", "open")
	b := claim(t, q, rules, "a")
	v := make([]store.QueueVerdict, 4)
	for i, fate := range []store.QueueFate{store.QueueAck, store.QueueRetry, store.QueueRetry, store.QueueReturn} {
		v[i] = store.QueueVerdict{Ref: b.Messages[i].Ref, Fate: fate}
	}
	v[2].Delay = 300 * time.Millisecond
	if err := q.Settle(context.Background(), rules, "a", v); err != nil {
		t.Fatal(err)
	}
	// A repeated call, and one for a lease that has nothing, change nothing.
	for _, lease := range []string{"a", "other"} {
		if err := q.Settle(context.Background(), rules, lease, v); err != nil {
			t.Fatal(err)
		}
	}
	wantBodies(t, "at once", claim(t, q, rules, "b"), "retry:2 return:1")
	wantBodies(t, "delayed", claimed(t, q, rules, "c"), "delayed:2")
	if b := claim(t, q, rules, "d"); len(b.Messages) != 0 {
		t.Errorf("left: %q", bodies(b))
	}
}

func queueDeadLetters(t *testing.T, h QueueHarness) {
	q, dead := h.Queue(t, "q"), h.Queue(t, "q-dead")
	r := rules
	r.MaxAttempts, r.DeadLetter = 2, "q-dead"
	send(t, dead, "before")
	send(t, q, "x", "y")
	for _, lease := range []string{"a", "b"} {
		settle(t, q, r, lease, claim(t, q, r, lease), store.QueueRetry)
	}
	if b := claim(t, q, r, "c"); len(b.Messages) != 0 {
		t.Errorf("after the last attempt: %q", bodies(b))
	}
	b := claim(t, dead, rules, "d")
	wantBodies(t, "dead letters", b, "before:1 x:1 y:1")
	if m, w := b.Messages[1], message("x"); m.ID != w.ID || !m.Sent.Equal(w.Sent) || m.Type != w.Type {
		t.Errorf("a dead letter: %+v, want id and time of %+v", m, w)
	}
	settle(t, dead, rules, "d", b, store.QueueAck)
	// Without a dead letter queue such messages are gone.
	r.DeadLetter = ""
	send(t, q, "z")
	for _, lease := range []string{"e", "f"} {
		settle(t, q, r, lease, claim(t, q, r, lease), store.QueueRetry)
	}
	if b := claim(t, q, rules, "g"); len(b.Messages) != 0 {
		t.Errorf("dropped: %q", bodies(b))
	}
	if b, err := dead.Backlog(context.Background()); err != nil || b.Count != 0 {
		t.Errorf("backlog of the dead letter queue: %+v, %v", b, err)
	}
}

func queueLease(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	r := rules
	r.Lease = time.Second
	send(t, q, "a", "b")
	first := claim(t, q, r, "first")
	if again := claim(t, q, r, "first"); len(again.Messages) != 0 && bodies(again) != bodies(first) {
		t.Errorf("the same call again: %q, want %q", bodies(again), bodies(first))
	}
	for range 3 {
		time.Sleep(400 * time.Millisecond)
		if held, err := q.Extend(context.Background(), "first", first.Messages, r.Lease); err != nil || !held {
			t.Fatalf("extend: %v, %v", held, err)
		}
	}
	if b := claim(t, q, r, "second"); len(b.Messages) != 0 {
		t.Errorf("held, and given to somebody else: %q", bodies(b))
	}
	second := claimed(t, q, rules, "third")
	wantBodies(t, "after the lease", second, "a:2 b:2")
	if held, err := q.Extend(context.Background(), "first", first.Messages, r.Lease); err != nil || held {
		t.Errorf("extend what was lost: %v, %v", held, err)
	}
	settle(t, q, r, "first", first, store.QueueAck) // too late
	settle(t, q, rules, "third", second, store.QueueRetry)
	wantBodies(t, "after the retry", claim(t, q, rules, "fourth"), "a:3 b:3")
}

func queueTooOften(t *testing.T, h QueueHarness) {
	q, dead := h.Queue(t, "q"), h.Queue(t, "dead")
	r := rules
	r.Lease, r.MaxAttempts, r.DeadLetter = 30*time.Millisecond, 2, "dead"
	send(t, q, "poison")
	for i := range 2 { // whose consumers die
		claimed(t, q, r, fmt.Sprint("l", i))
	}
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		b := claim(t, q, r, "last")
		if len(b.Messages) > 0 {
			t.Fatalf("delivered once more: %q", bodies(b))
		}
		if b.Dropped > 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatal("it is neither delivered nor dropped")
		}
	}
	wantBodies(t, "dead letters", claim(t, dead, rules, "d"), "poison:1")
}

func queueConcurrency(t *testing.T, h QueueHarness) {
	q, other := h.Queue(t, "q"), h.Other(t, "q")
	r := rules
	r.BatchSize, r.Concurrency = 1, 2
	send(t, q, "1", "2", "3")
	a := claim(t, q, r, "a")
	claim(t, other, r, "b")
	if b := claim(t, q, r, "c"); len(b.Messages) != 0 {
		t.Errorf("a third batch of two: %q", bodies(b))
	}
	settle(t, q, r, "a", a, store.QueueAck)
	wantBodies(t, "after one has ended", claim(t, other, r, "d"), "3:1")
}

func queueChanged(t *testing.T, h QueueHarness) {
	q, dead := h.Queue(t, "q"), h.Queue(t, "dead")
	r := rules
	r.MaxAttempts, r.DeadLetter = 1, "dead"
	told := func(what string, q store.Queue, want bool) {
		t.Helper()
		select {
		case <-q.Changed():
			if !want {
				t.Errorf("%s: told of a change", what)
			}
		default:
			if want {
				t.Errorf("%s: not told", what)
			}
		}
	}
	told("at first", q, false)
	send(t, q, "a")
	told("sent", q, true)
	b := claim(t, q, r, "a")
	settle(t, q, r, "a", b, store.QueueReturn)
	told("given back", q, true)
	settle(t, q, r, "b", claim(t, q, r, "b"), store.QueueRetry)
	told("dead", dead, true)
	told("dead, in the queue itself", q, false)
}

func queueNames(t *testing.T, h QueueHarness) {
	names := []string{"q", "Q", "q:ready", "{q}", "q%3A", "ü", "q q"}
	for i, name := range names {
		send(t, h.Queue(t, name), fmt.Sprint(i))
	}
	for i, name := range names {
		wantBodies(t, name, claim(t, h.Queue(t, name), rules, "l"+name), fmt.Sprintf("%d:1", i))
	}
}

func queueReopen(t *testing.T, h QueueHarness) {
	q := h.Queue(t, "q")
	r := rules
	r.Lease, r.BatchSize = 200*time.Millisecond, 1
	send(t, q, "held", "waits")
	claim(t, q, r, "a")
	h.Reopen(t)
	q = h.Queue(t, "q")
	wantBodies(t, "what waited", claim(t, q, r, "b"), "waits:1")
	wantBodies(t, "what was held", claimed(t, q, r, "c"), "held:2")
}

// queueMachines has several machines send and take at once: nothing is lost, and with
// leases that last nothing comes twice.
func queueMachines(t *testing.T, h QueueHarness) {
	const senders, each = 4, 50
	r := rules
	r.BatchSize = 7
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			q := h.Queue(t, "q")
			if s%2 == 1 {
				q = h.Other(t, "q")
			}
			for i := range each {
				if _, err := q.Send(context.Background(), []store.QueueMessage{message(fmt.Sprintf("%d-%d", s, i))}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var mu sync.Mutex
	seen := map[string]int{}
	total := func() int { mu.Lock(); defer mu.Unlock(); return len(seen) }
	for c := range 3 {
		wg.Go(func() {
			q := h.Queue(t, "q")
			if c%2 == 1 {
				q = h.Other(t, "q")
			}
			for i := 0; total() < senders*each; i++ {
				lease := fmt.Sprintf("c%d-%d", c, i)
				b, err := q.Claim(context.Background(), r, lease)
				if err != nil {
					t.Error(err)
					return
				}
				if len(b.Messages) == 0 {
					time.Sleep(time.Millisecond)
					continue
				}
				mu.Lock()
				for _, m := range b.Messages {
					seen[string(m.Body)]++
				}
				mu.Unlock()
				settle(t, q, r, lease, b, store.QueueAck)
			}
		})
	}
	wg.Wait()
	for text, n := range seen {
		if n != 1 {
			t.Errorf("%s was delivered %d times", text, n)
		}
	}
}
