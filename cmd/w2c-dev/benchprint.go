package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
)

// print writes the tables of README.md.
func (b *bench) print(w io.Writer) {
	fmt.Fprintf(w, "%d cores, %d connections, %d rounds of %s each, targets taking turns. CPU is what the server's processes used for a\n", runtime.NumCPU(), b.connections, b.rounds, b.duration)
	fmt.Fprintln(w, "request, median of the rounds; ratios are medians of the rounds' ratios: above 1, the target needs less CPU than the other.")
	if len(b.loads) > 0 {
		b.printLoads(w)
	}
	if len(b.start) > 0 {
		b.printStarts(w)
	}
	if len(b.conv) > 0 {
		b.printConversions(w)
	}
}

func (b *bench) printLoads(w io.Writer) {
	fmt.Fprintf(w, "\n| workload | target | CPU µs/request | requests/s | workerd ÷ this | node+hono ÷ this | MB under load | failed |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range b.loads {
		cells := []string{r.workload, r.target, fmt.Sprintf("%.0f", median(r.cpu)), fmt.Sprintf("%.0f", median(r.rps))}
		for _, other := range []string{"workerd", "node+hono"} {
			cells = append(cells, b.against(r, other))
		}
		cells = append(cells, fmt.Sprintf("%.0f", float64(r.rss)/1e6), fmt.Sprint(r.errors))
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
}

func (b *bench) against(r loadRow, other string) string {
	for _, o := range b.loads {
		if o.workload == r.workload && o.target == other {
			return fmt.Sprintf("%.2f", ratio(o.cpu, r.cpu))
		}
	}
	return "–"
}

func (b *bench) printStarts(w io.Writer) {
	fmt.Fprintf(w, "\n| hello | ms to the first answer | ÷ workerd's | MB idle |\n|---|---|---|---|\n")
	var workerd []float64
	for _, r := range b.start {
		if r.target == "workerd" {
			workerd = r.first
		}
	}
	for _, r := range b.start {
		fmt.Fprintf(w, "| %s | %.1f | %.2f | %.1f |\n", r.target, median(r.first), ratio(r.first, workerd), median(r.idle))
	}
	if len(b.images) > 0 {
		fmt.Fprintf(w, "\n| unpacked | MB |\n|---|---|\n")
		for _, i := range b.images {
			fmt.Fprintf(w, "| %s | %.1f |\n", i.name, float64(i.size)/1e6)
		}
	}
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// ratio is the median of a[i]/b[i]: rounds are compared with themselves.
func ratio(a, b []float64) float64 {
	var out []float64
	for i := range min(len(a), len(b)) {
		out = append(out, a[i]/b[i])
	}
	return median(out)
}
