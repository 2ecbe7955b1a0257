package compat_test

import (
	"slices"
	"testing"

	"github.com/w2c-dev/w2c/runtime/compat"
)

func TestOn(t *testing.T) {
	for _, c := range []struct {
		date  string
		flags []string
		name  string
		want  bool
	}{
		{"2022-03-20", nil, "global_navigator", false},
		{"2022-03-21", nil, "global_navigator", true},
		{"2026-01-01", []string{"no_global_navigator"}, "global_navigator", false},
		{"2020-01-01", []string{"global_navigator"}, "global_navigator", true},
		{"2024-09-22", []string{"nodejs_compat"}, "nodejs_compat_v2", false},
		{"2024-09-23", []string{"nodejs_compat"}, "nodejs_compat_v2", true},
		{"2024-09-23", nil, "nodejs_compat_v2", false},
		{"2025-04-01", []string{"nodejs_compat"}, "nodejs_compat_populate_process_env", true},
		{"2025-04-01", nil, "nodejs_compat_populate_process_env", false},
		{"2026-08-04", nil, "nodejs_compat_v2", true},
		{"2026-08-04", []string{"no_nodejs_compat_v2"}, "nodejs_compat_v2", false},
		{"2026-08-04", nil, "no_such_flag", false},
	} {
		if got := compat.Of(c.date, c.flags).On(c.name); got != c.want {
			t.Errorf("%s with %v: %s is %v", c.date, c.flags, c.name, got)
		}
	}
}

func TestNodeModule(t *testing.T) {
	for _, c := range []struct {
		date, name string
		want       bool
	}{
		{"2024-09-23", "buffer", true},
		{"2024-09-23", "http", false},
		{"2025-08-15", "http", true},
		{"2025-08-15", "_http_server", false},
		{"2025-09-01", "_http_server", true},
		{"2025-09-14", "fs/promises", false},
		{"2025-09-15", "fs/promises", true},
		{"2026-03-16", "child_process", false},
		{"2026-03-17", "child_process", true},
		{"2024-09-23", "process", true},
	} {
		if got := compat.Of(c.date, []string{"nodejs_compat"}).NodeModule(c.name); got != c.want {
			t.Errorf("%s: node:%s is %v", c.date, c.name, got)
		}
	}
	if compat.Of("2024-09-23", []string{"nodejs_als"}).NodeModule("buffer") {
		t.Error("nodejs_als gives node:buffer")
	}
}

func TestFlagsAreSorted(t *testing.T) {
	seen := map[string]bool{}
	if !slices.IsSortedFunc(compat.Flags, func(a, b compat.Flag) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	}) {
		t.Error("not sorted")
	}
	for _, f := range compat.Flags {
		for _, n := range []string{f.Name, f.Off} {
			if n != "" && seen[n] {
				t.Errorf("%s stands twice", n)
			}
			seen[n] = true
		}
		if f.With != "" {
			if _, _, ok := compat.Find(f.With); !ok {
				t.Errorf("%s: no flag %s", f.Name, f.With)
			}
		}
	}
}
