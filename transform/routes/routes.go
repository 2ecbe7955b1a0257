// Package routes finds the routes in a Worker's own source and rewrites the
// source into a Hono or Express app: the handler's branches become routes, every
// other byte stays. What is not understood stays as it is, in one last route, so
// that the app answers as the Worker did whatever was found.
//
// The analyser is a TypeScript program (src) around @babel/parser, bundled by
// `w2c-dev generate` and run in goja. RATIONALE.md says how it decides.
package routes

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"unicode/utf8"
)

// Target is the framework that the app is written for.
type Target string

// The targets.
const (
	Hono    Target = "hono"
	Express Target = "express"
)

// Input is what Lift reads.
type Input struct {
	// Entry is the file with the Worker's default export, a slash path below the
	// project's root.
	Entry  string
	Target Target
	// Platform is the folder that holds hono-routes.ts and express-routes.ts in
	// the output, a slash path from the project's root: "src/platform".
	Platform string
	// Read returns a file by its slash path below the project's root; an error
	// that is fs.ErrNotExist when there is none.
	Read func(path string) ([]byte, error)
}

// Form says what became of the source.
type Form string

// The forms.
const (
	// Lifted: the handler was rewritten; Files holds the new text.
	Lifted Form = "lifted"
	// Mounted: the Worker is a Hono, itty-router or similar app already; its
	// routes are listed and the source is kept.
	Mounted Form = "mounted"
	// Kept: nothing was changed; Why says why.
	Kept Form = "kept"
)

// State says what became of a route.
type State string

// The states.
const (
	RouteLifted     State = "lifted"
	RouteMiddleware State = "middleware"
	RouteMounted    State = "mounted"
	RouteKept       State = "kept"
)

// Route is a line of the map of routes.
type Route struct {
	// Methods is empty when all are answered.
	Methods []string `json:"methods"`
	// Path is as the output says it: "/users/:id", "/api/*"; "*" for every path.
	Path string `json:"path"`
	// Test is the text of the original test; empty for what answers the rest.
	Test string `json:"test"`
	// File, Line, Column and EndLine are the original's, counted from one.
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	EndLine int    `json:"endLine"`
	State   State  `json:"state"`
	// Why says why a route was kept.
	Why string `json:"why"`
}

// Result is what Lift found and wrote.
type Result struct {
	// Files are the changed files by path, their whole new text.
	Files map[string][]byte
	Form  Form
	// Why says why the source was kept, or what of it was.
	Why    string
	Routes []Route
}

// Lift reads the Worker whose entry is in.Entry. A source that cannot be
// rewritten is no error but Form Kept; errors are those of Read and of ctx.
func Lift(ctx context.Context, in Input) (Result, error) {
	if in.Target != Hono && in.Target != Express {
		return Result{}, fmt.Errorf("lift routes: no target %q", in.Target)
	}
	var failed error
	out, err := analyse(ctx, request{Entry: in.Entry, Target: in.Target, Platform: in.Platform}, func(path string) (string, bool) {
		data, err := in.Read(path)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) && failed == nil {
				failed = err
			}
			return "", false
		}
		if !utf8.Valid(data) {
			// The analyser refuses what holds the replacement character.
			return "\uFFFD", true
		}
		return string(data), true
	})
	if failed != nil {
		return Result{}, fmt.Errorf("lift routes: %w", failed)
	}
	if err != nil {
		return Result{}, fmt.Errorf("lift routes of %s: %w", in.Entry, err)
	}
	result := Result{Form: out.Form, Why: out.Why, Routes: out.Routes}
	if len(out.Files) > 0 {
		result.Files = make(map[string][]byte, len(out.Files))
		for path, text := range out.Files {
			result.Files[path] = []byte(text)
		}
	}
	return result, nil
}
