// Package cron is the cron triggers of a Worker: triggers.crons in the
// configuration, calls of the scheduled handler. schedule reads the
// expressions; run.go keeps the time.
package cron

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/cron/schedule"
	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the cron kind.
type Kind struct{}

// config is Binding.Config in the manifest: the expressions as they were written.
type config struct {
	Crons []string `json:"crons"`
}

// Name is "cron".
func (Kind) Name() string { return "cron" }

// ConfigKey is wrangler's key. Its events are of another kind.
func (Kind) ConfigKey() string { return "triggers" }

// FromConfig reads crons and refuses what Cloudflare would refuse at deploy time.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var triggers struct {
		Crons []json.RawMessage `json:"crons"`
	}
	if err := json.Unmarshal(raw, &triggers); err != nil {
		return nil, &manifest.ConfigError{Message: "expected an object with a list of cron expressions", Hint: `write "triggers": { "crons": ["0 3 * * *"] }`}
	}
	var c config
	for i, raw := range triggers.Crons {
		path := "crons[" + strconv.Itoa(i) + "]"
		var expr string
		if err := json.Unmarshal(raw, &expr); err != nil {
			return nil, &manifest.ConfigError{Path: path, Message: fmt.Sprintf("expected a cron expression, got %s", raw)}
		}
		if _, err := schedule.Parse(expr); err != nil {
			return nil, &manifest.ConfigError{Path: path, Message: fmt.Sprintf("%q is no cron expression: %s", expr, err), Hint: hint(expr)}
		}
		if !slices.Contains(c.Crons, expr) {
			c.Crons = append(c.Crons, expr)
		}
	}
	if len(c.Crons) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return []manifest.Binding{{Kind: "cron", Config: b}}, nil
}

// hint names the two habits from other crons that Cloudflare does not share.
func hint(expr string) string {
	fields := strings.Fields(expr)
	switch {
	case strings.HasPrefix(expr, "@"):
		return "write the five fields: @daily is 0 0 * * *"
	case len(fields) == 6:
		return "there is no field for seconds: minute hour day month weekday"
	case len(fields) == 5 && strings.ContainsAny(fields[4], "0"):
		return "weekdays are 1 (Sunday) to 7 (Saturday); names such as SUN are safer"
	case strings.Contains(expr, "?"):
		return "write * instead of ?"
	}
	return "the fields are minute hour day month weekday, in UTC; weekday 1 is Sunday"
}

// Services is Redis, for the election of one machine.
func (Kind) Services(manifest.Binding) []manifest.Service {
	return []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "each cron run happens on one machine of the fleet, elected there"}}
}

// Attach gives env nothing.
func (Kind) Attach(*jsloop.Loop, store.Opener, manifest.Binding) (goja.Value, error) { return nil, nil }

//go:embed cron.ts
var cronTS string

//go:embed schedule/schedule.ts
var scheduleTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, services bool) part.Part {
	var c config
	_ = json.Unmarshal(b.Config, &c) // FromConfig wrote it; it cannot be wrong
	list, _ := json.Marshal(c.Crons) //nolint:errchkjson // strings always marshal
	return part.Part{
		Files:        map[string]string{"cron.ts": cronTS, "schedule.ts": scheduleTS, "redis.ts": kv.StoreFiles()["redis.ts"]},
		Imports:      map[string][]string{"cron.ts": {"cron"}},
		Trigger:      fmt.Sprintf("await cron(host, { crons: %s, services: %t })", list, services),
		Dependencies: []string{"redis"},
	}
}
