package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/diag"
)

// Exit codes; scripts may rely on them.
const (
	exitDone    = 0
	exitRefused = 1  // the Worker cannot be converted, or the work failed
	exitUsage   = 2  // the command line is wrong
	exitMissing = 69 // a service or program that is needed is not there
	exitBug     = 70 // w2c's own fault
	exitRetry   = 75 // try again later
)

// world is everything w2c knows of the process it runs in.
type world struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            []string
	Dir            string // the working directory
	Executable     string // w2c's own path; "" when unknown

	// For tests: wrap stands between the output writer and its files, noSource
	// hides the source checkout that the host could be built from.
	wrap     func(io.Writer) io.Writer
	noSource bool
}

// getenv is the value of a variable and whether it is set.
func (w world) getenv(name string) (string, bool) {
	for i := len(w.Env) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(w.Env[i], name+"="); ok {
			return v, true
		}
	}
	return "", false
}

// abs is a path relative to the working directory.
func (w world) abs(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(w.Dir, path)
}

// color says whether stderr takes escape codes: NO_COLOR and TERM=dumb say no,
// CLICOLOR_FORCE says yes, otherwise only a terminal does.
func (w world) color() bool {
	if v, _ := w.getenv("NO_COLOR"); v != "" {
		return false
	}
	if v, _ := w.getenv("CLICOLOR_FORCE"); v != "" && v != "0" {
		return true
	}
	if v, _ := w.getenv("TERM"); v == "dumb" {
		return false
	}
	f, ok := w.Stderr.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// exitError ends the program with a code after its message was shown.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit %d", e.code) }

// run is the whole program. It returns the exit code.
func run(ctx context.Context, w world) int {
	return guard(w.Stderr, func() int {
		root := rootCommand(w)
		root.SetArgs(w.Args)
		root.SetIn(w.Stdin)
		root.SetOut(w.Stdout)
		root.SetErr(w.Stderr)
		return w.report(root.ExecuteContext(ctx))
	})
}

// guard turns a panic into a request to report it.
func guard(stderr io.Writer, f func() int) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(stderr, "w2c: this is a bug of w2c, please report it: %v\n\n%s", r, debug.Stack())
			code = exitBug
		}
	}()
	return f()
}

// report shows an error and turns it into an exit code. An error is shown here
// and nowhere else.
func (w world) report(err error) int {
	if err == nil {
		return exitDone
	}
	var exit *exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	say := func(hint string) {
		fmt.Fprintf(w.Stderr, "w2c: %v\n", err)
		if hint != "" {
			fmt.Fprintf(w.Stderr, "  hint: %s\n", hint)
		}
	}
	var (
		usage   *transform.UsageError
		missing *transform.MissingError
		output  *transform.OutputError
	)
	switch {
	case errors.As(err, &usage):
		say("")
		return exitUsage
	case errors.As(err, &missing):
		say(missing.Hint)
		return exitMissing
	case errors.As(err, &output):
		say(output.Hint)
		return exitRefused
	case errors.Is(err, context.Canceled):
		say("")
		return exitRetry
	}
	say("")
	return exitRefused
}

// show writes diagnostics for people on stderr.
func (w world) show(list diag.List) error {
	return diag.Text{W: w.Stderr, Color: w.color()}.List(list)
}

func rootCommand(w world) *cobra.Command {
	root := &cobra.Command{
		Use:   "w2c",
		Short: "Turn a Cloudflare Worker into an ordinary container app",
		Long: `w2c turns a Cloudflare Worker into an ordinary container app that answers as
workerd does: a Node project with Hono or Express, or one static binary.

Exit codes: 0 done, 1 the Worker cannot be converted, 2 usage, 69 something that
is needed is missing, 70 a bug of w2c, 75 try again.`,
		SilenceErrors: true, SilenceUsage: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &transform.UsageError{Message: fmt.Sprintf("there is no command %q; see w2c --help", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &transform.UsageError{Message: err.Error()}
	})
	root.AddCommand(convertCommand(w), serveCommand(w), checkCommand(w), planCommand(w), versionCommand(w))
	return root
}

// oneDir is the rule for commands that take a project's folder.
func oneDir(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &transform.UsageError{Message: fmt.Sprintf("%s takes one folder: w2c %s", cmd.Name(), cmd.Use)}
	}
	return nil
}
