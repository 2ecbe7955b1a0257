package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

func convertCommand(w world) *cobra.Command {
	c := &choices{}
	var out, explain string
	var force, serve bool
	cmd := &cobra.Command{
		Use:   "convert DIR",
		Short: "Write the container project of a Worker",
		Long: `Convert reads the Worker project in DIR and writes a container project.

A Node project keeps the Worker's own modules at their own paths, and the routes
of its handler become routes of Hono or Express where that is the same to every
request; ROUTES.md in the output says what became of each. --bundle writes one
file instead, and so does convert where the modules cannot be kept exactly.

The output is DIR-container, beside the Worker, unless --out names another
folder. Running convert again replaces it and keeps what w2c did not write (an
.env file, node_modules, data); files that you edited are only overwritten with
--force, and a folder that w2c did not write is never touched.

Workers that DIR calls by service bindings become part of the same app. They are
looked for in the folders of --with, then beside DIR, by the names in their
configurations.

No network and no npm are needed. The same Worker gives the same bytes.`,
		Example: "  w2c convert ./worker\n  w2c convert ./worker --server hono --deploy fly --region fra\n  w2c convert ./worker --server express --explain src/index.ts:41\n  w2c convert ./worker --serve",
		Args:    oneDir,
		RunE: func(cmd *cobra.Command, args []string) error {
			o := c.project(w, args[0])
			if explain != "" {
				return w.explain(cmd.Context(), o, explain)
			}
			if out == "" {
				out = defaultOut(o.Dir)
			}
			out = w.abs(out)
			r, err := transform.Convert(cmd.Context(), o)
			if err != nil {
				return err
			}
			if r.Diagnostics.HasErrors() {
				if c.json {
					return w.refuseJSON(r)
				}
				return w.refuse(r.Diagnostics)
			}
			if err := (transform.Writer{Force: force, Wrap: w.wrap}).Write(out, r); err != nil {
				return err
			}
			if c.json {
				err = w.writeJSON(result{Out: w.relative(out), Plan: &r.Plan, Files: paths(r.Files), Diagnostics: list(r.Diagnostics)})
			} else {
				err = w.summary(out, r)
			}
			if err != nil || !serve {
				return err
			}
			return w.serveOutput(cmd.Context(), out, r.Plan)
		},
	}
	c.define(cmd)
	c.defineTarget(cmd)
	c.defineJSON(cmd)
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "the folder to write (default DIR-container)")
	f.StringVar(&explain, "explain", "", "say what becomes of the route at FILE:LINE, and write nothing")
	f.BoolVar(&force, "force", false, "overwrite files of an earlier conversion that were edited since")
	f.BoolVar(&serve, "serve", false, "start the converted app afterwards, on PORT or 8080")
	return cmd
}

// defaultOut lies beside the project and not in it, where the next conversion
// would take it for part of the Worker.
func defaultOut(project string) string { return projectDir(project) + "-container" }

// projectDir is the folder of a project that was named by its folder, its
// configuration or its entry file.
func projectDir(path string) string {
	if st, err := os.Stat(path); err == nil && !st.IsDir() {
		return filepath.Dir(path)
	}
	return filepath.Clean(path)
}

// refuse shows why there is no output.
func (w world) refuse(list diag.List) error {
	if err := w.show(list); err != nil {
		return err
	}
	n := 0
	for _, d := range list {
		if d.Severity == diag.Error {
			n++
		}
	}
	word := "errors"
	if n == 1 {
		word = "error"
	}
	fmt.Fprintf(w.Stderr, "\n%d %s; nothing was written\n", n, word)
	return &exitError{exitRefused}
}

// result is the JSON of convert and plan. It is a contract: fields are added,
// never changed.
type result struct {
	Out         string     `json:"out,omitempty"` // the folder that was written
	Plan        *plan.Plan `json:"plan,omitempty"`
	Files       []string   `json:"files,omitempty"`
	Diagnostics diag.List  `json:"diagnostics"`
}

func (w world) refuseJSON(r transform.Result) error {
	if err := w.writeJSON(result{Diagnostics: list(r.Diagnostics)}); err != nil {
		return err
	}
	return &exitError{exitRefused}
}

func (w world) writeJSON(v any) error {
	enc := json.NewEncoder(w.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// list is never null in JSON.
func list(l diag.List) diag.List {
	if l == nil {
		return diag.List{}
	}
	return l
}

func paths(files []transform.File) []string {
	out := []string{plan.FileName}
	for _, f := range files {
		out = append(out, f.Path)
	}
	return out
}

// summary says what was done: the folder on stdout, the rest on stderr.
func (w world) summary(out string, r transform.Result) error {
	if err := w.show(r.Diagnostics); err != nil {
		return err
	}
	p := r.Plan
	fmt.Fprintf(w.Stderr, "%s → %s\n", p.Project.Name, p.Server.Name)
	for _, reason := range p.Server.Reasons {
		fmt.Fprintf(w.Stderr, "  because %s\n", reason)
	}
	for _, other := range p.Workers {
		how := "found beside it"
		if other.Found == "with" {
			how = "named by --with"
		}
		fmt.Fprintf(w.Stderr, "  with the Worker %s from %s, %s\n", other.Name, other.Project, how)
	}
	for _, a := range p.Assumed {
		fmt.Fprintf(w.Stderr, "  assumed: %s\n", a)
	}
	fmt.Fprintln(w.Stderr, "read MIGRATION.md next")
	_, err := fmt.Fprintln(w.Stdout, w.relative(out))
	return err
}

// relative is a path as a person in the working directory would type it.
func (w world) relative(path string) string {
	rel, err := filepath.Rel(w.Dir, path)
	if err != nil {
		return path
	}
	return rel
}
