package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// cmdGenerate rebuilds the committed files that are made from others.
func cmdGenerate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("generate", flag.ContinueOnError)
	fs.SetOutput(stderr)
	check := fs.Bool("check", false, "change nothing; fail when a generated file is not what it would be")
	if err := fs.Parse(args); err != nil {
		return usageError{err}
	}
	root, err := repository()
	if err != nil {
		return err
	}
	t, err := tools.New(stderr)
	if err != nil {
		return err
	}
	if err := generate(ctx, root, t, *check, stdout); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "generated files are up to date")
	return nil
}

func generate(ctx context.Context, root string, t *tools.Tools, check bool, out io.Writer) error {
	return nil
}
