package queues

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/bindings/queues/queuelua"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
)

//go:embed queue.ts
var queueTS string

//go:embed queue_api.ts
var apiTS string

//go:embed queue_clone.ts
var cloneTS string

//go:embed queue_consumer.ts
var consumerTS string

//go:embed queue_store.ts
var storeTS string

//go:embed queue_sqlite.ts
var sqliteTS string

//go:embed queue_redis.ts
var redisTS string

// StoreFiles is where a Node app keeps messages.
func StoreFiles() map[string]string {
	files := kv.StoreFiles()
	return map[string]string{
		"queue_store.ts": storeTS, "queue_sqlite.ts": sqliteTS, "queue_redis.ts": redisTS, "queue_scripts.ts": queuelua.TypeScript(),
		"sqlite.ts": files["sqlite.ts"], "redis.ts": files["redis.ts"],
	}
}

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, services bool) part.Part {
	c, _ := read(b) //nolint:errcheck // FromConfig wrote it; it cannot be wrong
	p := part.Part{Files: StoreFiles(), Dependencies: []string{"redis"}}
	p.Files["queue.ts"], p.Files["queue_api.ts"], p.Files["queue_clone.ts"] = queueTS, apiTS, cloneTS
	if k := c.Consumer; k != nil {
		p.Files["queue_consumer.ts"] = consumerTS
		p.Imports = map[string][]string{"queue_consumer.ts": {"queueConsumer"}}
		o := options{"queue", text(c.Queue), "max_batch_size", k.BatchSize, "max_batch_timeout", k.BatchTimeout, "max_retries", k.Retries}
		if k.RetryDelay != 0 {
			o = append(o, "retry_delay", k.RetryDelay)
		}
		if k.DeadLetter != "" {
			o = append(o, "dead_letter_queue", text(k.DeadLetter))
		}
		o = append(o, "max_concurrency", k.Concurrency)
		if k.Early {
			o = append(o, "early", true)
		}
		p.Trigger = fmt.Sprintf("await queueConsumer(host, %s)", append(o, "services", services))
		return p
	}
	p.Imports = map[string][]string{"queue.ts": {"queue"}}
	if k := c.Producer; k != nil {
		o := options{"queue", text(c.Queue), "type", text(k.Type), "codes", k.Codes}
		if k.Delay != 0 {
			o = append(o, "delay", k.Delay)
		}
		p.Env = fmt.Sprintf("await queue(host, %s, %s)", text(b.Name), append(o, "services", services))
	}
	return p
}

// options are names and values of an object literal.
type options []any

func (o options) String() string {
	var fields []string
	for i := 0; i < len(o); i += 2 {
		fields = append(fields, fmt.Sprintf("%s: %v", o[i], o[i+1]))
	}
	return "{ " + strings.Join(fields, ", ") + " }"
}

func text(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always marshals
	return string(b)
}
