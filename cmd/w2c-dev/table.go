package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// outcome is one test, one recorded case, one step.
type outcome struct {
	name            string
	failed, refused bool
	output          string
	area, column    string // its cell of the table; empty for tests outside it
}

// cell counts one area on one server and store.
type cell struct{ passed, failed, refused int }

// tally counts everything, and the conformance cases by cell.
type tally struct {
	passed, failed, refused int
	cells                   map[string]map[string]*cell
	// faults are what tests did to stores: what, to whom, how often, and how many
	// acknowledged writes were there afterwards.
	faults [][]string
}

func newTally() *tally { return &tally{cells: map[string]map[string]*cell{}} }

func (t *tally) add(r outcome) {
	var c cell // thrown away when the result has no place in the table
	into := &c
	if r.area != "" {
		if t.cells[r.area] == nil {
			t.cells[r.area] = map[string]*cell{}
		}
		if t.cells[r.area][r.column] == nil {
			t.cells[r.area][r.column] = &cell{}
		}
		into = t.cells[r.area][r.column]
	}
	switch {
	case r.refused:
		t.refused++
		into.refused++
	case r.failed:
		t.failed++
		into.failed++
	default:
		t.passed++
		into.passed++
	}
}

// columns is the order of the table; a column nothing ran in is left out.
var columns = []string{
	"recorded",
	"goja sqlite", "goja redis", "hono sqlite", "hono redis", "express sqlite", "express redis",
	"hono built", "express built", "hono bundle", "express bundle",
}

// print writes the table area × server × store. A cell is passed/failed/refused.
func (t *tally) print(w io.Writer) {
	if len(t.cells) == 0 {
		return
	}
	var used []string
	for _, c := range columns {
		for _, row := range t.cells {
			if row[c] != nil && !slices.Contains(used, c) {
				used = append(used, c)
			}
		}
	}
	fmt.Fprintln(w, "\nconformance: cases passed/failed/refused by area, server and store")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "area\t%s\n", strings.Join(used, "\t"))
	for _, area := range slices.Sorted(maps.Keys(t.cells)) {
		fmt.Fprint(tw, area)
		for _, c := range used {
			fmt.Fprintf(tw, "\t%s", t.cells[area][c])
		}
		fmt.Fprintln(tw)
	}
	tw.Flush()
	fmt.Fprintln(w)
}

// printFaults writes the table of faults; tests of one fault on one store stand together.
func (t *tally) printFaults(w io.Writer) {
	if len(t.faults) == 0 {
		return
	}
	slices.SortFunc(t.faults, slices.Compare[[]string])
	fmt.Fprintln(w, "faults: acknowledged writes were all there afterwards")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "what happened\tto whom\trounds\tacknowledged")
	for _, f := range t.faults {
		fmt.Fprintln(tw, strings.Join(f, "\t"))
	}
	tw.Flush()
	fmt.Fprintln(w)
}

func (c *cell) String() string {
	if c == nil {
		return "-"
	}
	return fmt.Sprintf("%d/%d/%d", c.passed, c.failed, c.refused)
}
