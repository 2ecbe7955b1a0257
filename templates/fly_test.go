package templates_test

// flyctl cannot be built from the module proxy, so its rules are written down
// here: the keys that its configuration struct knows, decoded strictly, and the
// checks of its validation. Sources: Fly's configuration reference and flyctl's
// internal/appconfig.

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/w2c-dev/w2c/transform/plan"
)

type flyToml struct {
	App           string `toml:"app"`
	PrimaryRegion string `toml:"primary_region"`
	KillSignal    string `toml:"kill_signal"`
	KillTimeout   string `toml:"kill_timeout"`
	Build         struct {
		Dockerfile string `toml:"dockerfile"`
	} `toml:"build"`
	Deploy struct {
		Strategy string `toml:"strategy"`
	} `toml:"deploy"`
	Env         map[string]string   `toml:"env"`
	HTTPService flyService          `toml:"http_service"`
	Checks      map[string]flyCheck `toml:"checks"`
	Mounts      []struct {
		Source      string `toml:"source"`
		Destination string `toml:"destination"`
		InitialSize string `toml:"initial_size"`
		Retention   int    `toml:"snapshot_retention"`
		Threshold   int    `toml:"auto_extend_size_threshold"`
		Increment   string `toml:"auto_extend_size_increment"`
		Limit       string `toml:"auto_extend_size_limit"`
	} `toml:"mounts"`
	Metrics []struct {
		Port int    `toml:"port"`
		Path string `toml:"path"`
	} `toml:"metrics"`
	VM []struct {
		Size   string `toml:"size"`
		Memory string `toml:"memory"`
	} `toml:"vm"`
}

type flyService struct {
	InternalPort int    `toml:"internal_port"`
	ForceHTTPS   bool   `toml:"force_https"`
	AutoStop     string `toml:"auto_stop_machines"`
	AutoStart    bool   `toml:"auto_start_machines"`
	MinRunning   int    `toml:"min_machines_running"`
	Concurrency  struct {
		Type string `toml:"type"`
		Soft int    `toml:"soft_limit"`
		Hard int    `toml:"hard_limit"`
	} `toml:"concurrency"`
	Checks []flyCheck `toml:"checks"`
}

type flyCheck struct {
	Type        string `toml:"type"`
	Port        int    `toml:"port"`
	Method      string `toml:"method"`
	Path        string `toml:"path"`
	Interval    string `toml:"interval"`
	Timeout     string `toml:"timeout"`
	GracePeriod string `toml:"grace_period"`
}

// flyProblems are flyctl's objections to a file.
func flyProblems(data []byte) []string {
	var c flyToml
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&c); err != nil {
		return []string{err.Error()}
	}
	var out []string
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	between := func(name, value string, low, high time.Duration) {
		if d, err := time.ParseDuration(value); err != nil || d < low || d > high {
			bad("%s %q is not between %s and %s", name, value, low, high)
		}
	}
	if !slices.Contains([]string{"rolling", "canary", "bluegreen", "immediate"}, c.Deploy.Strategy) {
		bad("strategy %q", c.Deploy.Strategy)
	}
	if len(c.Mounts) > 0 && (c.Deploy.Strategy == "canary" || c.Deploy.Strategy == "bluegreen") {
		bad("strategy %s with mounts", c.Deploy.Strategy)
	}
	if c.Deploy.Strategy == "bluegreen" && len(c.HTTPService.Checks) == 0 {
		bad("bluegreen without checks")
	}
	if !slices.Contains([]string{"off", "stop", "suspend"}, c.HTTPService.AutoStop) {
		bad("auto_stop_machines %q", c.HTTPService.AutoStop)
	}
	between("kill_timeout", c.KillTimeout, time.Second, 300*time.Second)
	for name := range c.Env {
		if strings.HasPrefix(name, "FLY_") {
			bad("env %s is reserved", name)
		}
	}
	for _, k := range c.HTTPService.Checks {
		between("service check interval", k.Interval, time.Second, time.Minute)
		between("service check timeout", k.Timeout, time.Second, time.Minute)
		if k.Type != "" || k.Port != 0 {
			bad("a service check has no type and no port")
		}
	}
	for name, k := range c.Checks {
		between(name+" interval", k.Interval, 2*time.Second, time.Hour)
		between(name+" timeout", k.Timeout, time.Second, time.Minute)
		if k.Type != "http" && k.Type != "tcp" || k.Port == 0 {
			bad("check %s needs type and port", name)
		}
	}
	for _, m := range c.Mounts {
		if n, err := strconv.Atoi(strings.TrimSuffix(m.InitialSize, "gb")); err != nil || n < 1 {
			bad("initial_size %q", m.InitialSize)
		}
		if m.Retention < 1 || m.Retention > 60 {
			bad("snapshot_retention %d", m.Retention)
		}
		if m.Threshold < 50 || m.Threshold > 99 || m.Increment == "" || m.Limit == "" {
			bad("auto_extend_* needs all three, threshold 50 to 99")
		}
	}
	return out
}

func TestFlyToml(t *testing.T) {
	for name, p := range plans {
		if p.Deploy != "fly" {
			continue
		}
		data := written(t, p)["fly.toml"].Data
		for _, problem := range flyProblems(data) {
			t.Errorf("%s: %s", name, problem)
		}
		var c flyToml
		if err := toml.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		if c.HTTPService.InternalPort != p.Port || c.Env["PORT"] != strconv.Itoa(p.Port) {
			t.Errorf("%s: internal_port %d, PORT %s, want %d", name, c.HTTPService.InternalPort, c.Env["PORT"], p.Port)
		}
		dockerfile := string(written(t, p)["Dockerfile"].Data)
		if !strings.Contains(dockerfile, fmt.Sprintf("EXPOSE %d 9464", c.HTTPService.InternalPort)) {
			t.Errorf("%s: the Dockerfile exposes another port", name)
		}
		for _, s := range p.Secrets {
			if _, ok := c.Env[s]; ok {
				t.Errorf("%s: the secret %s stands in [env]", name, s)
			}
		}
		if drain, _ := time.ParseDuration(c.Env["W2C_DRAIN_TIMEOUT"]); drain <= 0 || drain.String() >= c.KillTimeout {
			t.Errorf("%s: drains %s, killed after %s", name, drain, c.KillTimeout)
		}
	}
}

// Every fact that makes stopping a machine dangerous switches stopping off.
func TestFlyNeverStopsWhatMustRun(t *testing.T) {
	for name, uses := range map[string]plan.Uses{
		"cron": {Cron: true}, "waitUntil": {WaitUntil: true}, "websockets": {WebSockets: true}, "disk": {Disk: true}, "queues": {Queues: true}, "nothing": {},
	} {
		p := base("w", "goja", "sqlite", "fly")
		p.Uses = uses
		var c flyToml
		if err := toml.Unmarshal(written(t, p)["fly.toml"].Data, &c); err != nil {
			t.Fatal(err)
		}
		want := "off"
		if name == "nothing" {
			want = "stop"
		}
		if c.HTTPService.AutoStop != want {
			t.Errorf("%s: auto_stop_machines is %q, want %q", name, c.HTTPService.AutoStop, want)
		}
		if (len(c.Mounts) > 0) != uses.Disk {
			t.Errorf("%s: %d mounts", name, len(c.Mounts))
		}
		one := strings.Contains(string(written(t, p)["deploy.sh"].Data), "--ha=false")
		if one != (uses.Disk || uses.Cron) {
			t.Errorf("%s: deploys a single machine: %v", name, one)
		}
	}
}

// The rules catch what they are for.
func TestFlyRules(t *testing.T) {
	good := string(written(t, plans["shortener-hono-fly"])["fly.toml"].Data)
	for change, want := range map[[2]string]string{
		{`strategy = "rolling"`, `strategy = "bluegreen"`}:             "strategy bluegreen with mounts",
		{`strategy = "rolling"`, `strategy = "slow"`}:                  `strategy "slow"`,
		{`auto_stop_machines = "off"`, `auto_stop_machines = "sleep"`}: `auto_stop_machines "sleep"`,
		{`kill_timeout = "30s"`, `kill_timeout = "10m"`}:               `kill_timeout "10m" is not between 1s and 5m0s`,
		{`snapshot_retention = 14`, `snapshot_retention = 90`}:         "snapshot_retention 90",
		{`internal_port = 8080`, `internal_prt = 8080`}:                "strict mode: fields in the document are missing in the target struct",
	} {
		broken := strings.Replace(good, change[0], change[1], 1)
		if broken == good {
			t.Fatalf("%s is not in the file", change[0])
		}
		if got := flyProblems([]byte(broken)); !slices.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", change[1], got, want)
		}
	}
}
