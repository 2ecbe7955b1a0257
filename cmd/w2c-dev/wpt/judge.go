package wpt

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what a run comes to.
type Report struct {
	// News are the differences from what is written down, one line each.
	News []string
	// Checked counts the subtests that were compared.
	Checked int
}

// row is one area of the table.
type row struct {
	subtests         int
	passed           map[string]int
	passedOnWorkerd  map[string]int // of those workerd passes
	notRun           map[string]int // files by reason
	files, filesLeft int
}

// compared are the targets whose failures are written down; workerd's own are
// noted beside them.
var compared = []string{"goja", "node"}

// judge compares the outcomes with the baselines, prints the table, and writes
// the baselines when asked to.
func judge(ctx context.Context, s *suite, o Options, targets map[string]target, all results, took time.Duration) (Report, error) {
	var report Report
	rows := map[string]*row{}
	found := map[string]baseline{} // area → what fails now
	known := map[string]baseline{}
	for i, t := range all.tests {
		r := rows[t.area]
		if r == nil {
			r = &row{passed: map[string]int{}, passedOnWorkerd: map[string]int{}, notRun: map[string]int{}}
			rows[t.area] = r
			b, err := readBaseline(o.Root, t.area)
			if err != nil {
				return report, err
			}
			known[t.area], found[t.area] = b, baseline{}
		}
		r.files++
		if t.skip != "" {
			r.notRun[t.skip]++
			r.filesLeft++
			continue
		}
		now := s.fold(t, i, all, r)
		if len(now) > 0 {
			found[t.area][t.name()] = now
		}
		news := compare(t.name(), now, known[t.area][t.name()], all, i)
		if o.Verbose {
			explain(o.Out, t.name(), now)
		}
		if len(news) > 0 && len(known[t.area]) > 0 && !o.Update {
			// A failure must show twice: the machine may have been busy.
			again := map[string][]outcome{}
			for name, by := range all.by {
				again[name] = slices.Clone(by)
				if targets[name] != nil && name != "workerd" {
					again[name][i] = runOne(ctx, s, name, targets[name], t)
				}
			}
			second := results{tests: all.tests, by: again}
			now = s.fold(t, i, second, &row{passed: map[string]int{}, passedOnWorkerd: map[string]int{}})
			still := compare(t.name(), now, known[t.area][t.name()], second, i)
			news = slices.DeleteFunc(news, func(n string) bool { return !slices.Contains(still, n) })
		}
		report.News = append(report.News, news...)
		for _, name := range compared {
			if by := all.by[name]; by != nil {
				_, names := by[i].subtests()
				report.Checked += len(names)
			}
		}
	}
	print(o, rows, took)
	if !o.Update {
		return report, nil
	}
	report.News = nil
	for area, now := range found {
		if err := merge(known[area], now, all, area).write(o.Root, area); err != nil {
			return report, err
		}
	}
	return report, nil
}

// fold counts one test in its row and gives its failures by subtest and target.
func (s *suite) fold(t test, i int, all results, r *row) map[string]map[string]string {
	now := map[string]map[string]string{}
	names := map[string]bool{}
	has := map[string]map[string]bool{}
	failed := map[string]map[string]string{}
	for target, by := range all.by {
		bad, list := by[i].subtests()
		failed[target] = bad
		has[target] = map[string]bool{}
		for _, n := range list {
			names[n], has[target][n] = true, true
		}
	}
	r.subtests += len(names)
	for target := range all.by {
		if why, bad := failed[target][wholeFile]; bad {
			add(now, wholeFile, target, short(why, s.origin))
		}
		for n := range names {
			why, bad := failed[target][n]
			switch {
			case bad:
				add(now, n, target, short(why, s.origin))
			case !has[target][n]:
				add(now, n, target, "missing")
			default:
				r.passed[target]++
			}
		}
	}
	for n := range names {
		if now[n]["workerd"] != "" || all.by["workerd"] == nil {
			continue
		}
		for target := range all.by {
			if now[n][target] == "" {
				r.passedOnWorkerd[target]++
			}
		}
	}
	// What only workerd fails is not ours to write down.
	for n, by := range now {
		if by["goja"] == "" && by["node"] == "" {
			delete(now, n)
		} else if by["workerd"] != "" {
			by["workerd"] = "too"
		}
	}
	return now
}

func add(now map[string]map[string]string, name, target, why string) {
	if now[name] == nil {
		now[name] = map[string]string{}
	}
	if why == "" {
		why = "failed"
	}
	now[name][target] = why
}

// compare tells what is new, sorted.
func compare(test string, now, known map[string]map[string]string, all results, i int) []string {
	var news []string
	for _, target := range compared {
		if all.by[target] == nil {
			continue
		}
		for n, by := range now {
			// A subtest that only another target has is no news of this one.
			if by[target] != "" && known[n][target] == "" && (by[target] != "missing" || all.by["workerd"] != nil) {
				news = append(news, fmt.Sprintf("%s fails: %s › %s", target, test, label(n)))
			}
		}
		for n, by := range known {
			if by[target] != "" && now[n][target] == "" {
				news = append(news, fmt.Sprintf("%s passes now: %s › %s", target, test, label(n)))
			}
		}
	}
	slices.Sort(news)
	return news
}

// explain prints what goja or Node fail and workerd passes.
func explain(w io.Writer, test string, now map[string]map[string]string) {
	for _, n := range slices.Sorted(maps.Keys(now)) {
		for _, target := range compared {
			if why := now[n][target]; why != "" && now[n]["workerd"] == "" {
				fmt.Fprintf(w, "%s: %s › %s: %s\n", target, test, label(n), why)
			}
		}
	}
}

func label(name string) string {
	if name == wholeFile {
		return "(the file)"
	}
	return name
}

// merge is the new baseline of an area: what was not run stays as it was, and a
// message stays while its subtest fails, or every run would change the file.
func merge(known, now baseline, all results, area string) baseline {
	ran := map[string]bool{}
	for _, t := range all.tests {
		if t.area == area {
			ran[t.name()] = true
		}
	}
	for test, subs := range known {
		if !ran[test] {
			now[test] = subs
			continue
		}
		for sub, by := range subs {
			for target, why := range by {
				switch {
				case all.by[target] == nil: // the target was not asked
					if now[test] == nil {
						now[test] = map[string]map[string]string{}
					}
					add(now[test], sub, target, why)
				case now[test][sub][target] != "":
					now[test][sub][target] = why
				}
			}
		}
	}
	return now
}

// print writes the table.
func print(o Options, rows map[string]*row, took time.Duration) {
	w := o.Out
	fmt.Fprintf(w, "\nWeb Platform Tests: subtests passed of all, by target; goja and Node of those workerd passes\n")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "area\tsubtests\tgoja\tNode\tworkerd\tgoja/workerd\tNode/workerd\ttarget\tfiles\tnot run")
	sum := &row{passed: map[string]int{}, passedOnWorkerd: map[string]int{}, notRun: map[string]int{}}
	for _, a := range areas {
		r := rows[a.name]
		if r == nil {
			continue
		}
		line(tw, a.name, r, fmt.Sprintf("%.1f %%", a.target))
		sum.subtests += r.subtests
		sum.files += r.files
		sum.filesLeft += r.filesLeft
		for _, t := range targetNames {
			sum.passed[t] += r.passed[t]
			sum.passedOnWorkerd[t] += r.passedOnWorkerd[t]
		}
		for why, n := range r.notRun {
			sum.notRun[why] += n
		}
	}
	line(tw, "all", sum, "")
	_ = tw.Flush()
	if sum.filesLeft > 0 {
		fmt.Fprintln(w, "\nnot run (files):")
		for _, why := range slices.Sorted(maps.Keys(sum.notRun)) {
			fmt.Fprintf(w, "  %4d  %s\n", sum.notRun[why], why)
		}
	}
	fmt.Fprintf(w, "\n%d files in %s\n", sum.files-sum.filesLeft, took.Round(time.Second))
}

func line(w io.Writer, name string, r *row, target string) {
	share := func(t string) string {
		of := r.passedOnWorkerd["workerd"]
		if of == 0 {
			return "–"
		}
		return fmt.Sprintf("%.2f %%", float64(r.passedOnWorkerd[t])*100/float64(of))
	}
	fmt.Fprintln(w, strings.Join([]string{
		name, fmt.Sprint(r.subtests), fmt.Sprint(r.passed["goja"]), fmt.Sprint(r.passed["node"]), fmt.Sprint(r.passed["workerd"]),
		share("goja"), share("node"), target, fmt.Sprint(r.files - r.filesLeft), fmt.Sprint(r.filesLeft),
	}, "\t"))
}
