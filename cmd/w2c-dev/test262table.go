package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// suiteRow is one line of the table: a directory of the suite.
type suiteRow struct{ passed, failed int }

func (r suiteRow) share() float64 {
	if r.passed+r.failed == 0 {
		return 100
	}
	return 100 * float64(r.passed) / float64(r.passed+r.failed)
}

func printSuite(w io.Writer, results []suiteResult) {
	rows, skipped := map[string]suiteRow{}, map[string]int{}
	var all suiteRow
	for _, r := range results {
		part := strings.Split(r.Path, "/")
		dir := strings.Join(part[:min(2, len(part)-1)], "/")
		if r.Skip != "" {
			skipped[r.Skip]++
			continue
		}
		row := rows[dir]
		counted := part[0] != "intl402"
		if r.Error == "" {
			row.passed++
		} else {
			row.failed++
		}
		if counted && r.Error == "" {
			all.passed++
		} else if counted {
			all.failed++
		}
		rows[dir] = row
	}
	for _, dir := range slices.Sorted(maps.Keys(rows)) {
		row := rows[dir]
		fmt.Fprintf(w, "%-44s %6d of %6d  %6.2f %%\n", dir, row.passed, row.passed+row.failed, row.share())
	}
	for _, why := range slices.Sorted(maps.Keys(skipped)) {
		fmt.Fprintf(w, "%-44s %6d not run\n", why, skipped[why])
	}
	fmt.Fprintf(w, "%-44s %6d of %6d  %6.2f %%\n", "the language (without intl402)", all.passed, all.passed+all.failed, all.share())
}

// suiteExpected is the baseline: a failing test and what it says.
type suiteExpected map[string]string

// readBaseline reads a directory on a line of its own, and under it a line of
// "  name<TAB>message" for each test. Lines that begin with # are for readers.
func readBaseline(path string) (suiteExpected, error) {
	b := suiteExpected{}
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	dir := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if name, ok := strings.CutSuffix(line, "/"); ok && !strings.HasPrefix(line, " ") {
			dir = name
			continue
		}
		file, message, ok := strings.Cut(strings.TrimPrefix(line, "  "), "\t")
		if !ok {
			return nil, fmt.Errorf("%s: a line without a tab: %q", path, line)
		}
		b[dir+"/"+file+".js"] = message
	}
	return b, nil
}

func writeBaseline(path string, b suiteExpected) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# Tests of test262 that fail on goja, with what they say: w2c-dev test262 -update.\n# Why, and how many:\n")
	b.writeClasses(&out, "# ")
	dir := ""
	for _, p := range slices.Sorted(maps.Keys(b)) {
		d, file := p[:strings.LastIndexByte(p, '/')], p[strings.LastIndexByte(p, '/')+1:]
		if d != dir {
			dir = d
			fmt.Fprintf(&out, "%s/\n", dir)
		}
		fmt.Fprintf(&out, "  %s\t%s\n", strings.TrimSuffix(file, ".js"), b[p])
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

// with is the baseline after a run of some tests.
func (b suiteExpected) with(results []suiteResult) suiteExpected {
	out := maps.Clone(b)
	for _, r := range results {
		delete(out, r.Path)
		if r.Error != "" {
			out[r.Path] = r.Error
		}
	}
	return out
}

// compare prints what is not as written down. The messages are for readers:
// only whether a test fails is compared.
func (b suiteExpected) compare(w io.Writer, results []suiteResult, verbose bool) error {
	news := 0
	for _, r := range results {
		_, expected := b[r.Path]
		switch {
		case r.Skip != "":
		case r.Error != "" && !expected:
			news++
			fmt.Fprintf(w, "FAIL %s\t%s\n", r.Path, r.Error)
		case r.Error == "" && expected:
			news++
			fmt.Fprintf(w, "PASS %s\tit was expected to fail: run with -update\n", r.Path)
		case r.Error != "" && verbose:
			fmt.Fprintf(w, "fail %s\t%s\n", r.Path, r.Error)
		}
	}
	if news > 0 {
		fmt.Fprintf(w, "%d tests are not as %s says\n", news, suiteBaseline)
		return errFailed
	}
	return nil
}
