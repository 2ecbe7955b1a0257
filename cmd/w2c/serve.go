package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/plan"
)

func serveCommand(w world) *cobra.Command {
	c := &choices{}
	var port int
	var watch bool
	cmd := &cobra.Command{
		Use:   "serve DIR",
		Short: "Run a Worker now, with its state in DIR/.w2c",
		Long: `Serve converts the Worker in DIR into a temporary folder and runs it there. State
stays in DIR/.w2c/data between runs, and the values in .dev.vars or .env are given
to the Worker as wrangler dev does.

It listens on 127.0.0.1 unless HOST says otherwise.`,
		Args: oneDir,
		RunE: func(cmd *cobra.Command, args []string) error {
			o := c.project(w, args[0])
			if cmd.Flags().Changed("port") {
				w.Env = append(w.Env, "PORT="+strconv.Itoa(port))
			}
			s := &server{w: w, o: o, watch: watch}
			return s.run(cmd.Context())
		},
	}
	c.define(cmd)
	cmd.Flags().IntVar(&port, "port", 8080, "the port to listen on")
	cmd.Flags().BoolVar(&watch, "watch", false, "convert and start again when a file of the project changes")
	return cmd
}

// server is one run of w2c serve.
type server struct {
	w     world
	o     transform.Options
	watch bool
	tmp   string
}

func (s *server) run(ctx context.Context) error {
	tmp, err := os.MkdirTemp("", "w2c-serve-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	s.tmp = tmp
	if !s.watch {
		p, err := s.convert(ctx)
		if err != nil {
			return err
		}
		return s.w.start(ctx, filepath.Join(tmp, "app"), p, s.env(p), false)
	}
	return s.follow(ctx)
}

// convert writes the app into the temporary folder.
func (s *server) convert(ctx context.Context) (plan.Plan, error) {
	o := s.o
	o.Host = nil    // goja runs in this very process
	o.Bundle = true // nobody reads this one, and it needs no build
	r, err := transform.Convert(ctx, o)
	if err != nil {
		return plan.Plan{}, err
	}
	if r.Diagnostics.HasErrors() {
		return plan.Plan{}, s.w.refuse(r.Diagnostics)
	}
	if err := s.w.show(r.Diagnostics); err != nil {
		return plan.Plan{}, err
	}
	return r.Plan, transform.Writer{Force: true}.Write(filepath.Join(s.tmp, "app"), r)
}

// env is the app's environment: what this process was given, and for what was
// not said, choices that suit a developer's machine.
func (s *server) env(p plan.Plan) []string {
	data := dataDir(projectDir(s.o.Dir))
	local := localValues(projectDir(s.o.Dir), s.o.Env)
	for _, other := range p.Workers {
		for _, v := range localValues(filepath.Join(projectDir(s.o.Dir), other.Project), s.o.Env) {
			local = append(local, transform.EnvPrefix(other.Name)+v)
		}
	}
	return append(append([]string{
		"HOST=127.0.0.1", "METRICS_PORT=off", "W2C_DRAIN_TIMEOUT=2s", "W2C_DRAIN_DELAY=0s", "W2C_DATA_DIR=" + data,
	}, local...), s.w.Env...)
}

// follow serves and starts again at every change. A Worker that cannot be
// converted leaves the last good one running.
func (s *server) follow(ctx context.Context) error {
	changes := newWatcher(projectDir(s.o.Dir))
	stop := func() {}
	defer func() { stop() }()
	for first := true; ; first = false {
		if !first {
			fmt.Fprintln(s.w.Stderr, "changed; converting again")
		}
		p, err := s.convert(ctx)
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			s.w.report(err)
		default:
			stop()
			for _, other := range p.Workers {
				changes.also(filepath.Join(projectDir(s.o.Dir), other.Project))
			}
			stop = s.background(ctx, p)
		}
		if !changes.wait(ctx) {
			return nil
		}
	}
}

// background runs the app until the function it returns is called, which
// returns when the app has ended.
func (s *server) background(ctx context.Context, p plan.Plan) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.w.start(ctx, filepath.Join(s.tmp, "app"), p, s.env(p), false); err != nil && ctx.Err() == nil {
			s.w.report(err)
		}
	}()
	return func() {
		cancel()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
		}
	}
}

// serveOutput starts what convert wrote.
func (w world) serveOutput(ctx context.Context, out string, p plan.Plan) error {
	env := append([]string{"HOST=127.0.0.1"}, w.Env...)
	return w.start(ctx, out, p, env, true)
}

// start runs a converted app in the foreground until ctx ends or the app does.
// keep says that dir stays when it has ended.
func (w world) start(ctx context.Context, dir string, p plan.Plan, env []string, keep bool) error {
	if p.Server.Name == "goja" {
		return w.startGoja(ctx, dir, env)
	}
	return w.startNode(ctx, dir, p, env, keep)
}
