package main

import (
	"github.com/spf13/cobra"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/plan"
)

func planCommand(w world) *cobra.Command {
	c := &choices{}
	var schema bool
	cmd := &cobra.Command{
		Use:   "plan DIR",
		Short: "Show what convert would do, as JSON",
		Long: `Plan reads the Worker project in DIR and writes the plan on stdout: the document
that everything convert writes is made from. Nothing else is written.

With --schema it writes the JSON schema of the plan instead.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if schema {
				return cobra.NoArgs(cmd, args)
			}
			return oneDir(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if schema {
				_, err := w.Stdout.Write(plan.SchemaJSON())
				return err
			}
			o := c.project(w, args[0])
			o.Host = nil
			r, err := transform.Plan(cmd.Context(), o)
			if err != nil {
				return err
			}
			if r.Diagnostics.HasErrors() {
				if c.json {
					return w.refuseJSON(r)
				}
				return w.refuse(r.Diagnostics)
			}
			if err := w.show(r.Diagnostics); err != nil {
				return err
			}
			text, err := r.Plan.Encode()
			if err != nil {
				return err
			}
			_, err = w.Stdout.Write(text)
			return err
		},
	}
	c.define(cmd)
	c.defineTarget(cmd)
	cmd.Flags().BoolVar(&c.json, "json", false, "write diagnostics as JSON too, when the Worker cannot be converted")
	cmd.Flags().BoolVar(&schema, "schema", false, "write the JSON schema of the plan")
	return cmd
}
