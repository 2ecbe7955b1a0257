package wpt

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// recorded is what workerd passed when the baselines were written. Most of a run
// of workerd is waiting for what never ends there, so the test command compares
// goja and Node with the record; `w2c-dev wpt` asks workerd itself.
type recorded struct {
	// Version is workerd's; another one needs another record.
	Version string `json:"workerd"`
	// Passed are the subtests it passed, by area.
	Passed map[string]int `json:"passed"`
}

func recordPath(root string) string { return filepath.Join(root, "testdata", "wpt", "workerd.json") }

func readRecord(root string) (recorded, error) {
	r := recorded{Passed: map[string]int{}}
	data, err := os.ReadFile(recordPath(root))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("%s: %w", recordPath(root), err)
	}
	return r, nil
}

func (r recorded) write(root string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(recordPath(root), append(data, '\n'), 0o644)
}

// workerdVersion is that of the workerd in modules.
func workerdVersion(modules string) (string, error) {
	data, err := os.ReadFile(filepath.Join(modules, "workerd", "package.json"))
	if err != nil {
		return "", fmt.Errorf("workerd's version: %w", err)
	}
	var p struct {
		Version string `json:"version"`
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return "", fmt.Errorf("workerd's version: %w", err)
	}
	return p.Version, nil
}

// whole tells whether all tests of an area were chosen.
func whole(names []string, area string) bool {
	return len(names) == 0 || slices.Contains(names, area)
}

// update takes over what workerd passed in this run.
func (r *recorded) update(version string, names []string, rows map[string]*row) {
	r.Version = version
	for _, area := range slices.Sorted(maps.Keys(rows)) {
		if whole(names, area) {
			r.Passed[area] = rows[area].passed["workerd"]
		}
	}
}

// flaky begins the reason of a subtest that sometimes fails and sometimes does
// not. It is no news either way; the table counts such subtests.
const flaky = "flaky: "

func isFlaky(why string) bool { return strings.HasPrefix(why, flaky) }

// markFlaky says of one test, from two runs of it, which subtests disagree.
func markFlaky(first, second map[string]map[string]string) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, pair := range [][2]map[string]map[string]string{{first, second}, {second, first}} {
		for n, by := range pair[0] {
			for target, why := range by {
				switch {
				case target == "workerd" || isFlaky(out[n][target]):
				case pair[1][n][target] == "":
					add(out, n, target, flaky+why)
				default:
					add(out, n, target, why)
				}
			}
		}
	}
	for n := range out {
		if first[n]["workerd"] != "" || second[n]["workerd"] != "" {
			out[n]["workerd"] = "too"
		}
	}
	return out
}
