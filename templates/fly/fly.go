// Package fly writes what Fly.io needs: fly.toml and deploy.sh. What the plan
// says about the Worker decides the settings that could lose data or miss a
// cron run, so that the file is safe before anybody has read Fly's manual.
package fly

import (
	"embed"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/w2c-dev/w2c/templates/common"
	"github.com/w2c-dev/w2c/transform/plan"
)

//go:embed *.tmpl
var files embed.FS

// DefaultRegion is Frankfurt: inside the EU, and Fly's largest region there.
const DefaultRegion = "fra"

// Regions are Fly's, with what to know about each; from Fly's region reference.
var Regions = map[string]string{
	"ams": "Amsterdam, EU", "arn": "Stockholm, EU", "bom": "Mumbai", "cdg": "Paris, EU",
	"dfw": "Dallas", "ewr": "Secaucus", "fra": "Frankfurt, EU", "gru": "São Paulo",
	"iad": "Ashburn", "jnb": "Johannesburg", "lax": "Los Angeles", "lhr": "London",
	"nrt": "Tokyo", "ord": "Chicago", "sin": "Singapore", "sjc": "San Jose",
	"syd": "Sydney", "yyz": "Toronto",
}

// closed maps regions that Fly has shut to the ones it moved them to.
var closed = map[string]string{
	"atl": "dfw", "den": "dfw", "mia": "dfw", "gdl": "dfw", "qro": "dfw", "bos": "ewr",
	"phx": "lax", "sea": "sjc", "yul": "yyz", "waw": "ams", "mad": "cdg", "otp": "fra",
	"bog": "gru", "gig": "gru", "scl": "gru", "eze": "gru", "hkg": "sin",
}

// Target is Fly.io.
type Target struct{}

// Name is the value of --deploy.
func (Target) Name() string { return "fly" }

type data struct {
	common.Facts
	Region      string
	Place       string
	EU          bool
	AutoStop    string   // "off" or "stop"
	NoStop      []string // why the machine must not be stopped
	Strategy    string
	StrategyWhy string
}

// Files returns fly.toml and deploy.sh.
func (Target) Files(p plan.Plan) ([]plan.File, error) {
	d := data{Facts: common.FactsOf(p), Region: p.Region}
	if d.Region == "" {
		d.Region = DefaultRegion
	}
	if err := CheckRegion(d.Region); err != nil {
		return nil, err
	}
	d.Place = Regions[d.Region]
	d.EU = strings.HasSuffix(d.Place, "EU")
	d.NoStop = mustRun(d.Facts)
	d.AutoStop = "stop"
	if len(d.NoStop) > 0 {
		d.AutoStop = "off"
	}
	d.Strategy, d.StrategyWhy = "bluegreen", "New machines take over once they are ready: no request meets a closed door"
	switch {
	case p.Uses.Disk:
		d.Strategy, d.StrategyWhy = "rolling", "A volume belongs to one machine, so it is replaced in place"
	case p.Uses.Cron:
		d.Strategy, d.StrategyWhy = "rolling", "Old and new side by side would both run the cron triggers"
	}
	return common.RenderAll(files, []common.Template{
		{Name: "fly.toml.tmpl", Path: "fly.toml"},
		{Name: "deploy.sh.tmpl", Path: "deploy.sh", Executable: true},
	}, d)
}

// mustRun are the reasons that forbid stopping an idle machine: what runs when
// no request is open would be cut off or never start.
func mustRun(f common.Facts) []string {
	var out []string
	if f.Uses.Cron {
		out = append(out, "a stopped machine runs no cron triggers")
	}
	if f.Uses.Queues {
		out = append(out, "a stopped machine consumes no queue")
	}
	if f.Uses.WaitUntil {
		out = append(out, "waitUntil works on after the answer, when Fly sees an idle machine")
	}
	if f.Uses.WebSockets {
		out = append(out, "open WebSockets would be closed")
	}
	if f.Uses.Disk {
		out = append(out, "the volume has one machine, and everybody would wait for it to start")
	}
	return out
}

// CheckRegion refuses a region that Fly does not have.
func CheckRegion(r string) error {
	if Regions[r] != "" {
		return nil
	}
	if to, ok := closed[r]; ok {
		return fmt.Errorf("region %q was closed by Fly: use %q", r, to)
	}
	all := make([]string, 0, len(Regions))
	for k := range Regions {
		all = append(all, k)
	}
	sort.Strings(all)
	return fmt.Errorf("no region %q on Fly: there are %s", r, strings.Join(slices.Compact(all), " "))
}
