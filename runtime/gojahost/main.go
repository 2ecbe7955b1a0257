// Package gojahost serves a converted Worker from one static binary: net/http
// on one side, goja isolates on the other. It knows how requests are given to
// isolates, what bounds them, and how a process ends without dropping one.
package gojahost

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/dlclark/regexp2/v2"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/webapi"
)

// Door is everything that reaches the program from outside.
type Door struct {
	Args   []string // without the program's name
	Getenv func(string) (string, bool)
	Stdout io.Writer
	Stderr io.Writer
	// Signals ends the program: the first in good order, the second at once.
	Signals <-chan os.Signal
	// Dir is the folder to serve when --dir does not say.
	Dir string
}

// Exit codes, as everywhere in w2c.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

const usage = `Serves a Worker that w2c converted.

Usage:
  w2c-host [serve] [--dir DIR]   serve the Worker in DIR (default: beside this program)
  w2c-host healthcheck           ask the running server whether it is alive
  w2c-host version               print the version

Configuration is by environment variables: PORT, HOST, METRICS_PORT, W2C_DATA_DIR,
REDIS_URL, PUBLIC_ORIGIN, UPSTREAM_ORIGIN, TRUSTED_PROXIES, W2C_DRAIN_TIMEOUT,
W2C_DRAIN_DELAY, W2C_ISOLATES, W2C_ISOLATION, W2C_CPU_MS, W2C_MEMORY_MB, W2C_MAX_BODY_MB,
LOG_LEVEL, W2C_LOG_IP, and one variable per var and secret of the Worker.
`

// Main runs the program and returns its exit code.
func Main(ctx context.Context, d Door) int {
	if d.Getenv == nil {
		d.Getenv = os.LookupEnv
	}
	command, args := "serve", d.Args
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("w2c-host", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dir := flags.String("dir", d.Dir, "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(d.Stdout, usage)
			return exitOK
		}
		if err == nil {
			err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
		}
		fmt.Fprintf(d.Stderr, "w2c-host: %v\n\n%s", err, usage)
		return exitUsage
	}
	switch command {
	case "serve":
		return serve(ctx, d, *dir)
	case "healthcheck":
		return healthcheck(ctx, d)
	case "version":
		fmt.Fprintln(d.Stdout, "w2c-host "+version())
		return exitOK
	case "help":
		fmt.Fprint(d.Stdout, usage)
		return exitOK
	}
	fmt.Fprintf(d.Stderr, "w2c-host: unknown command %q\n\n%s", command, usage)
	return exitUsage
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}

// serve runs from the first line of configuration to the last request.
func serve(ctx context.Context, d Door, dir string) int {
	webapi.Precompile()
	config, err := ReadConfig(d.Getenv)
	if err != nil {
		return failed(d, err)
	}
	if dir == "" {
		if dir, err = ownDir(); err != nil {
			return failed(d, err)
		}
	}
	parent, err := childListener(d.Getenv)
	if err != nil {
		return failed(d, err)
	}
	if config.Isolation == "process" && parent == nil {
		return supervise(ctx, d, dir, config)
	}
	// Workers know no time zone but UTC, whatever the machine is set to; the long
	// name is what Date.prototype.toString ends in.
	time.Local = time.FixedZone("Coordinated Universal Time", 0)
	if config.CPU > 0 {
		// A backtracking regular expression cannot be interrupted: it gives up by
		// itself, and the interrupt that is due by then hides the wrong answer.
		regexp2.DefaultMatchTimeout = config.CPU + time.Second
	}
	limit := tuneGC(config.Memory)
	if parent != nil {
		limitProcess(limit)
	}
	first := newBlank()
	defer first.loop.Close()
	// The port is taken first: a conflict is known at once, and connections of
	// the first milliseconds wait instead of being refused.
	listener := parent
	if listener == nil {
		if listener, err = listen(config.Host, config.Port, "PORT"); err != nil {
			return failed(d, err)
		}
	}
	defer func() { _ = listener.Close() }()
	app, err := Load(os.DirFS(dir))
	if err != nil {
		return failed(d, err)
	}
	others, err := loadOthers(dir, app)
	if err != nil {
		return failed(d, err)
	}
	if storesUseTLS(app, d.Getenv) {
		useRoots()
	}
	m := &metrics{}
	stores := drivers.New(drivers.Options{Name: app.Manifest.Name, Getenv: d.Getenv, AppDir: dir, Count: m.op, Services: app.Manifest.State == "services"})
	defer func() { _ = stores.Close() }()
	out := newOutput(d.Stdout, config.LogLevel)
	defer out.Flush()
	s, err := newServer(app, config, stores, out, m)
	if err != nil {
		return failed(d, err)
	}
	defer func() { _ = s.cache.Close() }()
	defer func() {
		for _, one := range s.all() {
			one.pool.close()
		}
	}()
	if err := s.addOthers(dir, others, d.Getenv); err != nil {
		return failed(d, err)
	}
	if err := s.start(first); err != nil {
		return failed(d, err)
	}
	m.isolates = func() (n int) {
		for _, one := range s.all() {
			n += len(one.pool.isolates())
		}
		return n
	}
	stop := make(chan struct{})
	defer close(stop)
	go s.guardMemory(limit, stop)
	stopMetrics, err := s.serveMetrics()
	if err != nil {
		return failed(d, err)
	}
	defer stopMetrics()
	return s.run(ctx, listener, d.Signals)
}

// failed says in one line why there is no server.
func failed(d Door, err error) int {
	fmt.Fprintln(d.Stderr, err)
	var config *ConfigError
	var storeConfig *store.ConfigError
	var start *StartError
	switch {
	case errors.As(err, &config), errors.As(err, &storeConfig):
		return exitUsage
	case errors.As(err, &start):
		return exitFailed
	}
	return exitFailed
}

func ownDir() (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program's folder: %w", err)
	}
	return filepath.Dir(exe), nil
}

func listen(host string, port int, variable string) (net.Listener, error) {
	l, err := net.Listen("tcp", address(host, port))
	if err == nil {
		return l, nil
	}
	if port != 0 && isInUse(err) {
		return nil, &ConfigError{variable, address(host, port) + " is already in use"}
	}
	return nil, &ConfigError{variable, fmt.Sprintf("cannot listen on %s: %v", address(host, port), err)}
}

func (s *server) serveMetrics() (stop func(), err error) {
	if s.config.MetricsPort < 0 {
		return func() {}, nil
	}
	l, err := listen(s.config.Host, s.config.MetricsPort, "METRICS_PORT")
	if err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: s.metrics, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(l) }()
	return func() { _ = srv.Close() }, nil
}

// healthcheck is what an image without a shell has instead of curl.
func healthcheck(ctx context.Context, d Door) int {
	r := &reader{getenv: d.Getenv}
	host, port := r.text("HOST", "0.0.0.0"), r.port("PORT", 8080)
	if r.err != nil {
		return failed(d, r.err)
	}
	if host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address(host, port)+"/__w2c/healthz", nil)
	if err == nil {
		var res *http.Response
		if res, err = http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return exitOK
			}
			err = errors.New(res.Status)
		}
	}
	fmt.Fprintln(d.Stderr, "healthcheck:", err)
	return exitFailed
}
