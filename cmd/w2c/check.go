package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/diag"
)

// formats of a report, the default first.
var formats = []string{"text", "json", "sarif"}

func checkCommand(w world) *cobra.Command {
	c := &choices{}
	var format string
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Show what will and will not work, call site by call site",
		Long: `Check reads the Worker project in DIR and reports, for each server, what it lacks
and what it does differently from workerd, with the place in the source. Nothing
is written but the report, on stdout. The exit code is 1 when no server can run
the Worker.`,
		Args: oneDir,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(formats, format) {
				return &transform.UsageError{Message: fmt.Sprintf("--format %q: use one of %s", format, strings.Join(formats, ", "))}
			}
			r, err := transform.Check(cmd.Context(), c.project(w, args[0]))
			if err != nil {
				return err
			}
			switch format {
			case "json":
				err = w.writeJSON(r)
			case "sarif":
				err = diag.SARIF(w.Stdout, findings(r), versionText())
			default:
				err = w.writeReport(r)
			}
			if err == nil && !r.Runs() {
				err = &exitError{exitRefused}
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.options.Env, "env", "", "a named environment of the configuration")
	f.StringVar(&c.options.Config, "config", "", "the configuration file, when it is not wrangler.jsonc, .json or .toml in DIR")
	f.StringVar(&format, "format", formats[0], "text, json, or sarif for code hosts")
	complete(cmd, "format", formats)
	return cmd
}

// findings are all findings of a report, those of a server with its name.
func findings(r transform.Report) diag.List {
	out := append(diag.List{}, r.Worker...)
	for _, s := range r.Servers {
		for _, d := range s.Findings {
			// Another server may run it: what one lacks does not stop the Worker.
			if d.Severity == diag.Error && r.Runs() {
				d.Severity = diag.Warning
			}
			d.Message = s.Server + ": " + d.Message
			out = append(out, d)
		}
	}
	return out
}

func (w world) writeReport(r transform.Report) error {
	text := diag.Text{W: w.Stdout, Color: false}
	if err := text.List(r.Worker); err != nil {
		return err
	}
	for _, s := range r.Servers {
		verdict := "can run it"
		if !s.Runs {
			verdict = "cannot run it"
		}
		name := map[string]string{"goja": "goja", "node": "hono, express"}[s.Server]
		if _, err := fmt.Fprintf(w.Stdout, "%s: %s\n", name, verdict); err != nil {
			return err
		}
		if err := text.List(s.Findings); err != nil {
			return err
		}
	}
	if !r.Runs() {
		_, err := fmt.Fprintf(w.Stdout, "%s cannot be converted as it is\n", r.Name)
		return err
	}
	_, err := fmt.Fprintf(w.Stdout, "w2c convert would choose %s: %s\n", r.Choice.Name, strings.Join(r.Choice.Reasons, "; "))
	return err
}
