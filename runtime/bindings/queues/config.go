package queues

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

// config is Binding.Config in the manifest: of a producer, or of a consumer.
type config struct {
	Queue    string    `json:"queue"`
	Producer *sends    `json:"producer,omitempty"`
	Consumer *consumes `json:"consumer,omitempty"`
}

// sends is how a producer sends. Delay is in seconds.
type sends struct {
	Delay int `json:"delay,omitempty"`
	// Type is the content type of a message that does not say: json, or v8 for a
	// Worker from before 2024-03-18.
	Type string `json:"type"`
	// Codes says that failures tell their code, as they do since 2026-03-12.
	Codes bool `json:"codes"`
}

// consumes are the settings of a consumer; times are in seconds.
type consumes struct {
	BatchSize    int    `json:"max_batch_size"`
	BatchTimeout int    `json:"max_batch_timeout"`
	Retries      int    `json:"max_retries"`
	RetryDelay   int    `json:"retry_delay,omitempty"`
	DeadLetter   string `json:"dead_letter_queue,omitempty"`
	Concurrency  int    `json:"max_concurrency"`
	// Early says that the handler's end decides, and not that of its waitUntil work.
	Early bool `json:"early,omitempty"`
}

// Cloudflare's defaults. Concurrency is how far its autoscaling would go here: for
// each queue, on all machines together.
const (
	defaultBatchSize    = 10
	defaultBatchTimeout = 5
	defaultRetries      = 3
	defaultConcurrency  = 10
	maxDelay            = 86_400
)

func (c consumes) rules(lease time.Duration) store.QueueRules {
	return store.QueueRules{
		BatchSize: c.BatchSize, BatchTimeout: time.Duration(c.BatchTimeout) * time.Second, MaxAttempts: c.Retries + 1,
		DeadLetter: c.DeadLetter, Concurrency: c.Concurrency, Lease: lease,
	}
}

type wrangler struct {
	Producers []struct {
		Binding string   `json:"binding"`
		Queue   string   `json:"queue"`
		Delay   *float64 `json:"delivery_delay"`
	} `json:"producers"`
	Consumers []struct {
		Queue        string   `json:"queue"`
		Type         string   `json:"type"`
		BatchSize    *float64 `json:"max_batch_size"`
		BatchTimeout *float64 `json:"max_batch_timeout"`
		Retries      *float64 `json:"max_retries"`
		RetryDelay   *float64 `json:"retry_delay"`
		DeadLetter   string   `json:"dead_letter_queue"`
		Concurrency  *float64 `json:"max_concurrency"`
		Visibility   *float64 `json:"visibility_timeout_ms"`
	} `json:"consumers"`
}

// FromConfig reads producers and consumers, and refuses numbers that Cloudflare
// refuses when a Worker is deployed.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var w wrangler
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `queues is { "producers": [{ "binding": "ORDERS", "queue": "orders" }], "consumers": [{ "queue": "orders" }] }`}
	}
	var out []manifest.Binding
	for i, p := range w.Producers {
		at := fmt.Sprintf("producers[%d]", i)
		if p.Binding == "" {
			return nil, &manifest.ConfigError{Path: at + ".binding", Message: "a producer needs the name it has in env", Hint: `add "binding": "ORDERS"`}
		}
		if p.Queue == "" {
			return nil, &manifest.ConfigError{Path: at + ".queue", Message: "a producer needs the name of its queue", Hint: `add "queue": "orders"`}
		}
		n := numbers{at: at}
		c := config{Queue: p.Queue, Producer: &sends{Delay: n.whole("delivery_delay", p.Delay, 0, 0, maxDelay), Type: "json", Codes: true}}
		if n.err != nil {
			return nil, n.err
		}
		out = append(out, binding(p.Binding, c))
	}
	for i, q := range w.Consumers {
		at := fmt.Sprintf("consumers[%d]", i)
		switch {
		case q.Queue == "":
			return nil, &manifest.ConfigError{Path: at + ".queue", Message: "a consumer needs the name of its queue", Hint: `add "queue": "orders"`}
		case q.Type == "http_pull" || q.Visibility != nil && q.Type == "":
			return nil, &manifest.ConfigError{Path: at + ".type", Message: "pull consumers (http_pull) are not converted: nothing in a container answers Cloudflare's pull API",
				Hint: "consume the queue with a queue handler, or have the Worker offer its messages over HTTP itself"}
		case q.Type != "" && q.Type != "worker":
			return nil, &manifest.ConfigError{Path: at + ".type", Message: fmt.Sprintf("the type %q is not known", q.Type), Hint: "write worker, or nothing"}
		}
		n := numbers{at: at}
		c := consumes{
			BatchSize:    n.whole("max_batch_size", q.BatchSize, defaultBatchSize, 1, 100),
			BatchTimeout: n.whole("max_batch_timeout", q.BatchTimeout, defaultBatchTimeout, 0, 60),
			Retries:      n.whole("max_retries", q.Retries, defaultRetries, 0, 100),
			RetryDelay:   n.whole("retry_delay", q.RetryDelay, 0, 0, maxDelay),
			Concurrency:  n.whole("max_concurrency", q.Concurrency, defaultConcurrency, 1, 250),
			DeadLetter:   q.DeadLetter,
		}
		if n.err != nil {
			return nil, n.err
		}
		out = append(out, binding("", config{Queue: q.Queue, Consumer: &c}))
	}
	return out, nil
}

func binding(name string, c config) manifest.Binding {
	b, _ := json.Marshal(c) //nolint:errchkjson // of plain values
	return manifest.Binding{Name: name, Kind: "queues", Config: b}
}

// numbers reads whole numbers and keeps the first mistake.
type numbers struct {
	at  string
	err error
}

func (n *numbers) whole(name string, given *float64, otherwise, least, most int) int {
	if given == nil {
		return otherwise
	}
	v := int(*given)
	if (float64(v) != *given || v < least || v > most) && n.err == nil {
		n.err = &manifest.ConfigError{Path: n.at + "." + name, Message: fmt.Sprintf("%v is no whole number from %d to %d", *given, least, most), Hint: "Cloudflare refuses it too"}
	}
	return v
}

// Dated notes what the Worker's compatibility date switches on.
func (Kind) Dated(b manifest.Binding, on func(flag string) bool) (manifest.Binding, error) {
	c, err := read(b)
	if err != nil {
		return b, err
	}
	if c.Producer != nil {
		c.Producer.Codes = on("queue_expose_error_codes")
		if !on("queues_json_messages") {
			c.Producer.Type = "v8"
		}
	}
	if c.Consumer != nil {
		c.Consumer.Early = on("queue_consumer_no_wait_for_wait_until")
	}
	return binding(b.Name, c), nil
}

// Of is the name of the queue behind a binding.
func Of(b manifest.Binding) string {
	c, _ := read(b) //nolint:errcheck // FromConfig wrote it; it cannot be wrong
	return c.Queue
}
