package wpt

import (
	"cmp"
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
	lost             map[string]int // of those workerd passes, where it is not asked
	flaky            int
	notRun           map[string]int // files by reason
	files, filesLeft int
}

func newRow() *row {
	return &row{passed: map[string]int{}, passedOnWorkerd: map[string]int{}, lost: map[string]int{}, notRun: map[string]int{}}
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
			r = newRow()
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
		was := known[t.area][t.name()]
		now := s.fold(t, i, all, was, r)
		news := compare(t.name(), now, was, all, i)
		if o.Verbose {
			explain(o.Out, t.name(), now)
		}
		if len(news) > 0 && (!o.Update || len(known[t.area]) > 0) {
			// A failure must show twice: the machine may have been busy.
			second := again(ctx, s, targets, all, i)
			if err := ctx.Err(); err != nil {
				return report, err
			}
			later := s.fold(t, i, second, was, newRow())
			if o.Update {
				now = markFlaky(now, later)
			}
			still := compare(t.name(), later, was, second, i)
			news = slices.DeleteFunc(news, func(n string) bool { return !slices.Contains(still, n) })
		}
		if len(now) > 0 {
			found[t.area][t.name()] = now
		}
		report.News = append(report.News, news...)
		for _, name := range compared {
			if by := all.by[name]; by != nil {
				_, names := by[i].subtests()
				report.Checked += len(names)
			}
		}
	}
	record, err := readRecord(o.Root)
	if err != nil {
		return report, err
	}
	version, err := workerdVersion(o.DevModules)
	if err != nil {
		return report, err
	}
	if all.by["workerd"] != nil {
		record.update(version, o.Areas, rows)
	} else if record.Version != version {
		report.News = append(report.News, fmt.Sprintf("the record is of workerd %s, here is %s", record.Version, version))
	}
	if o.Verbose {
		slowest(o.Out, all)
	}
	print(o, rows, record, all.by["workerd"] != nil, took)
	if !o.Update {
		return report, nil
	}
	if all.by["workerd"] != nil {
		if err := record.write(o.Root); err != nil {
			return report, err
		}
	}
	report.News = nil
	for area, now := range found {
		if err := merge(known[area], now, all, area).write(o.Root, area); err != nil {
			return report, err
		}
	}
	return report, nil
}

// again runs a test once more on goja and Node.
func again(ctx context.Context, s *suite, targets map[string]target, all results, i int) results {
	by := map[string][]outcome{}
	for name, was := range all.by {
		by[name] = slices.Clone(was)
		if targets[name] != nil && name != "workerd" {
			by[name][i] = runOne(ctx, s, name, targets[name], all.tests[i])
		}
	}
	return results{tests: all.tests, by: by}
}

// fold counts one test in its row and gives its failures by subtest and target.
// Where workerd is not asked, what was known of it counts.
func (s *suite) fold(t test, i int, all results, was map[string]map[string]string, r *row) map[string]map[string]string {
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
	asked := all.by["workerd"] != nil
	if !asked {
		for n, by := range was {
			if n != wholeFile && (by["goja"] == "missing" || by["node"] == "missing") {
				names[n] = true
			}
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
	if !asked {
		for n := range now {
			if why := was[n]["workerd"]; why != "" {
				add(now, n, "workerd", why)
			}
		}
	}
	for n := range names {
		if now[n]["workerd"] != "" {
			continue
		}
		if !asked {
			for target := range all.by {
				if now[n][target] != "" {
					r.lost[target]++
				}
			}
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
	for _, by := range was {
		if isFlaky(by["goja"]) || isFlaky(by["node"]) {
			r.flaky++
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
			if by[target] != "" && now[n][target] == "" && !isFlaky(by[target]) {
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

// slowest prints how long each target worked and where the time went.
func slowest(w io.Writer, all results) {
	for _, target := range targetNames {
		took := all.took[target]
		if took == nil {
			continue
		}
		var sum time.Duration
		order := make([]int, len(took))
		for i, d := range took {
			order[i], sum = i, sum+d
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(took[b], took[a]) })
		fmt.Fprintf(w, "slowest on %s, %s in all, %d at once:", target, sum.Round(time.Second), atOnce[target])
		for _, i := range order[:min(8, len(order))] {
			fmt.Fprintf(w, " %s %s", all.tests[i].name(), took[i].Round(time.Second/10))
		}
		fmt.Fprintln(w)
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
				case all.by[target] == nil || isFlaky(why): // not asked, or known to change
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
	for _, subs := range now {
		maps.DeleteFunc(subs, func(_ string, by map[string]string) bool { return by["goja"] == "" && by["node"] == "" })
	}
	maps.DeleteFunc(now, func(_ string, subs map[string]map[string]string) bool { return len(subs) == 0 })
	return now
}

// print writes the table.
func print(o Options, rows map[string]*row, record recorded, asked bool, took time.Duration) {
	w := o.Out
	fmt.Fprintf(w, "\nWeb Platform Tests: subtests passed of all, by target; goja and Node of those workerd passes\n")
	if !asked {
		fmt.Fprintf(w, "workerd was not run: its column is the record of workerd %s in testdata/wpt/workerd.json\n", record.Version)
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "area\tsubtests\tgoja\tNode\tworkerd\tgoja/workerd\tNode/workerd\ttarget\tfiles\tnot run")
	sum := newRow()
	for _, a := range areas {
		r := rows[a.name]
		if r == nil {
			continue
		}
		if !asked && whole(o.Areas, a.name) {
			r.passed["workerd"] = record.Passed[a.name]
			for _, t := range targetNames {
				r.passedOnWorkerd[t] = record.Passed[a.name] - r.lost[t]
			}
		}
		line(tw, a.name, r, fmt.Sprintf("%.1f %%", a.target))
		sum.subtests += r.subtests
		sum.flaky += r.flaky
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
	if sum.flaky > 0 {
		fmt.Fprintf(w, "\n%d subtests are marked flaky: how they end is not judged\n", sum.flaky)
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
