// w2c-dev is the developer's door: it installs what the tests need and runs
// them, records answers from real workerd, rebuilds generated files, measures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

const usage = `usage: w2c-dev COMMAND [flags]

  test       install what the tests need, run everything, print the table
  record     run cases on real workerd and write their answers
  generate   rebuild committed generated files
  bench      measure every server beside workerd and Node (bench state: bindings beside miniflare's), print ratios
  test262    run the suite of the language, compare with what is expected

w2c-dev COMMAND -h lists the flags.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// usageError is a mistake on the command line; the flag package has said what.
type usageError struct{ error }

// errFailed ends a command whose output has already said what failed.
var errFailed = errors.New("failed")

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"test":     cmdTest,
		"record":   cmdRecord,
		"generate": cmdGenerate,
		"bench":    cmdBench,
		"wpt":      cmdWPT,
		"test262":  cmdTest262,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		return 2
	}
	err := commands[args[0]](ctx, args[1:], stdout, stderr)
	var u usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &u):
		return 2
	case errors.Is(err, errFailed):
		return 1
	}
	fmt.Fprintf(stderr, "w2c-dev: %v\n", err)
	return 1
}

// repository is the root of the module, found upwards from the working folder.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("not inside the w2c repository")
		}
		dir = up
	}
}
