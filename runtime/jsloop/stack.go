package jsloop

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Scripts read error.stack in the form V8 gives it:
//
//	TypeError: no such thing
//	    at find (src/store.ts:12:9)
//	    at src/index.ts:3:5
//
// goja's own form has a tab, counts mapped columns from 0, adds the place in its
// code in parentheses, and shows the platform's scripts among the Worker's.

// platform are the names of the platform's own scripts.
var platform sync.Map

// Frame is one line of a stack.
type Frame struct {
	Function string // "" for top-level code
	File     string // "" for a native function
	Line     int    // from 1
	Column   int    // from 1
}

// String is the frame as V8 writes it, without the indentation.
func (f Frame) String() string {
	place := "<anonymous>"
	if f.File != "" {
		place = f.File + ":" + strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column)
	}
	if f.Function == "" {
		return "at " + place
	}
	return "at " + f.Function + " (" + place + ")"
}

// DefaultStackLimit is how many frames a stack has unless Error.stackTraceLimit
// says otherwise.
const DefaultStackLimit = 10

// Stack turns a stack of goja's into one of V8's, with at most limit frames. What
// is none comes back unchanged.
func Stack(text string, limit int) string {
	header, frames, ok := parseStack(text)
	if !ok {
		return text
	}
	var b strings.Builder
	b.WriteString(header)
	for i, f := range frames {
		if i == limit {
			break
		}
		b.WriteString("\n    ")
		b.WriteString(f.String())
	}
	return b.String()
}

// parseStack takes goja's form apart: a message of any number of lines, then
// lines that begin with a tab.
func parseStack(text string) (header string, frames []Frame, ok bool) {
	at := strings.Index(text, "\n\tat ")
	if at < 0 {
		return text, nil, false
	}
	var bare []Frame
	for line := range strings.SplitSeq(strings.TrimSuffix(text[at+1:], "\n"), "\n") {
		rest, isFrame := strings.CutPrefix(line, "\tat ")
		if !isFrame {
			return text, nil, false
		}
		switch f, shown := parseFrame(rest); {
		case shown && unmapped(f.File):
			bare = append(bare, f)
		case shown:
			frames = append(frames, f)
		}
	}
	// A script without a source map has no other places.
	if !slices.ContainsFunc(frames, func(f Frame) bool { return f.File != "" }) {
		frames = bare
	}
	return text[:at], frames, true
}

// parseFrame reads "name (file:line:col(pc))" or "file:line:col(pc)"; shown is
// false for what the Worker has not written.
func parseFrame(s string) (f Frame, shown bool) {
	if name, ok := strings.CutSuffix(s, " (native)"); ok {
		return Frame{Function: name}, !strings.Contains(name, "/")
	}
	if s == "native" {
		return f, false
	}
	if open := strings.LastIndexByte(s, '('); open >= 0 { // the place in goja's code
		end := strings.IndexByte(s[open:], ')')
		if end < 0 {
			return f, false
		}
		s = s[:open] + s[open+end+1:]
	}
	if i := strings.LastIndex(s, " ("); i >= 0 && strings.HasSuffix(s, ")") {
		f.Function, s = s[:i], s[i+2:len(s)-1]
	}
	rest, column, ok1 := cutNumber(s)
	file, line, ok2 := cutNumber(rest)
	f.File, f.Line, f.Column = file, line, column+1
	if unmapped(file) {
		f.Column = column
	}
	_, ours := platform.Load(file)
	return f, ok1 && ok2 && !ours
}

// unmapped says whether a place is in the converted script: code that w2c added,
// unless the whole script has no source map.
func unmapped(file string) bool { return file == "worker.js" || file == "w2c-entry.js" }

func cutNumber(s string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// Frames are those of the running code, innermost first, without the platform's.
func (l *Loop) Frames(limit int) []Frame {
	var out []Frame
	for _, f := range l.vm.CaptureCallStack(0, nil) {
		if len(out) == limit {
			break
		}
		p := f.Position()
		name := f.FuncName()
		if p.Line == 0 || unmapped(p.Filename) {
			continue
		}
		if _, ours := platform.Load(p.Filename); ours {
			continue
		}
		out = append(out, Frame{Function: strings.TrimPrefix(name, "<anonymous>"), File: p.Filename, Line: p.Line, Column: p.Column + 1})
	}
	return out
}
