package queues_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/queues"
	"github.com/w2c-dev/w2c/runtime/manifest"
)

func TestFromConfig(t *testing.T) {
	list, err := queues.Kind{}.FromConfig(json.RawMessage(`{
		"producers": [{"binding": "A", "queue": "a"}, {"binding": "B", "queue": "b", "delivery_delay": 60}],
		"consumers": [
			{"queue": "a"},
			{"queue": "b", "type": "worker", "max_batch_size": 1, "max_batch_timeout": 0, "max_retries": 0, "retry_delay": 7, "dead_letter_queue": "d", "max_concurrency": 2}
		]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, config, env, trigger string }{
		{"A", `{"queue":"a","producer":{"type":"json","codes":true}}`,
			`await queue(host, "A", { queue: "a", type: "json", codes: true, services: true })`, ""},
		{"B", `{"queue":"b","producer":{"delay":60,"type":"json","codes":true}}`,
			`await queue(host, "B", { queue: "b", type: "json", codes: true, delay: 60, services: true })`, ""},
		{"", `{"queue":"a","consumer":{"max_batch_size":10,"max_batch_timeout":5,"max_retries":3,"max_concurrency":10}}`, "",
			`await queueConsumer(host, { queue: "a", max_batch_size: 10, max_batch_timeout: 5, max_retries: 3, max_concurrency: 10, services: true })`},
		{"", `{"queue":"b","consumer":{"max_batch_size":1,"max_batch_timeout":0,"max_retries":0,"retry_delay":7,"dead_letter_queue":"d","max_concurrency":2}}`, "",
			`await queueConsumer(host, { queue: "b", max_batch_size: 1, max_batch_timeout: 0, max_retries: 0, retry_delay: 7, dead_letter_queue: "d", max_concurrency: 2, services: true })`},
	}
	if len(list) != len(want) {
		t.Fatalf("%d bindings: %+v", len(list), list)
	}
	for i, w := range want {
		if b := list[i]; b.Name != w.name || b.Kind != "queues" || string(b.Config) != w.config {
			t.Errorf("binding %d: %s %s %s, want %s", i, b.Name, b.Kind, b.Config, w.config)
		}
		if p := (queues.Kind{}).Part(list[i], true); p.Env != w.env || p.Trigger != w.trigger {
			t.Errorf("binding %d: env %s, trigger %s, want %s%s", i, p.Env, p.Trigger, w.env, w.trigger)
		}
	}
}

// TestDated: an old Worker sends structured clones and hears other errors.
func TestDated(t *testing.T) {
	list, err := queues.Kind{}.FromConfig(json.RawMessage(`{"producers": [{"binding": "A", "queue": "a"}], "consumers": [{"queue": "a"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`{"queue":"a","producer":{"type":"v8","codes":false}}`,
		`{"queue":"a","consumer":{"max_batch_size":10,"max_batch_timeout":5,"max_retries":3,"max_concurrency":10,"early":true}}`,
	} {
		b, err := queues.Kind{}.Dated(list[i], func(flag string) bool { return flag == "queue_consumer_no_wait_for_wait_until" })
		if err != nil || string(b.Config) != want {
			t.Errorf("%s, %v, want %s", b.Config, err, want)
		}
	}
}

func TestFromConfigErrors(t *testing.T) {
	const refused = "Cloudflare refuses it too"
	for raw, want := range map[string]manifest.ConfigError{
		`{"producers": [{"queue": "a"}]}`:                                                 {Path: "producers[0].binding", Message: "a producer needs the name it has in env", Hint: `add "binding": "ORDERS"`},
		`{"producers": [{"binding": "A"}]}`:                                               {Path: "producers[0].queue", Message: "a producer needs the name of its queue", Hint: `add "queue": "orders"`},
		`{"producers": [{"binding": "A", "queue": "a", "delivery_delay": 86401}]}`:        {Path: "producers[0].delivery_delay", Message: "86401 is no whole number from 0 to 86400", Hint: refused},
		`{"consumers": [{}]}`:                                                             {Path: "consumers[0].queue", Message: "a consumer needs the name of its queue", Hint: `add "queue": "orders"`},
		`{"consumers": [{"queue": "a"}, {"queue": "b", "max_batch_size": 101}]}`:          {Path: "consumers[1].max_batch_size", Message: "101 is no whole number from 1 to 100", Hint: refused},
		`{"consumers": [{"queue": "a", "max_batch_timeout": 0.5}]}`:                       {Path: "consumers[0].max_batch_timeout", Message: "0.5 is no whole number from 0 to 60", Hint: refused},
		`{"consumers": [{"queue": "a", "max_retries": -1, "max_concurrency": 0}]}`:        {Path: "consumers[0].max_retries", Message: "-1 is no whole number from 0 to 100", Hint: refused},
		`{"consumers": [{"queue": "a", "max_concurrency": 251}]}`:                         {Path: "consumers[0].max_concurrency", Message: "251 is no whole number from 1 to 250", Hint: refused},
		`{"consumers": [{"queue": "a", "type": "push"}]}`:                                 {Path: "consumers[0].type", Message: `the type "push" is not known`, Hint: "write worker, or nothing"},
		`{"consumers": [{"queue": "a", "type": "http_pull"}]}`:                            pull,
		`{"consumers": [{"queue": "a", "type": "http_pull", "visibility_timeout_ms":1}]}`: pull,
	} {
		_, err := queues.Kind{}.FromConfig(json.RawMessage(raw))
		var got *manifest.ConfigError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%s:\n%+v, want\n%+v", raw, got, want)
		}
	}
}

var pull = manifest.ConfigError{
	Path: "consumers[0].type", Message: "pull consumers (http_pull) are not converted: nothing in a container answers Cloudflare's pull API",
	Hint: "consume the queue with a queue handler, or have the Worker offer its messages over HTTP itself",
}
