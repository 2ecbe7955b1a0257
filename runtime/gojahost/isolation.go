package gojahost

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// With W2C_ISOLATION=process the Worker runs in a child process: code that kills
// its process takes down nothing but what it was working on. The parent owns the
// port, gives every request to the child over a socket of its own, answers for a
// child that died, and starts another. (Isolates share one heap; a child has
// limits that the kernel keeps: limits_linux.go.)

// isolationVariable says which of the two a process is: "process" in the
// operator's environment, "child:" and the socket's token in the child's.
const (
	isolationVariable = "W2C_ISOLATION"
	childPrefix       = "child:"
	childSocket       = 3 // file descriptor of the listener the child inherits
)

const (
	watchdogEvery  = 5 * time.Second
	watchdogWait   = 10 * time.Second // how long the child may take to say that it is alive
	watchdogMisses = 2                // in a row
	restartFirst   = 100 * time.Millisecond
	restartMost    = 5 * time.Second
	healthyAfter   = 30 * time.Second // a child that lived so long does not slow the next start
)

// supervisor is the parent.
type supervisor struct {
	door     Door
	dir      string
	config   Config
	log      *slog.Logger
	token    string
	socket   *net.UnixListener
	proxy    *httputil.ReverseProxy
	draining atomic.Bool

	mu    sync.Mutex
	child *child
}

// child is one process that runs the Worker.
type child struct {
	cmd     *exec.Cmd
	started time.Time
	ended   chan struct{}
}

// supervise is serve in a parent; it returns the exit code.
func supervise(ctx context.Context, d Door, dir string, config Config) int {
	out := newOutput(d.Stdout, config.LogLevel)
	defer out.Flush()
	s := &supervisor{door: d, dir: dir, config: config, log: slog.New(out.handler())}
	public, err := listen(config.Host, config.Port, "PORT")
	if err != nil {
		return failed(d, err)
	}
	defer func() { _ = public.Close() }()
	if err := s.openSocket(); err != nil {
		return failed(d, err)
	}
	defer func() { _ = s.socket.Close() }()
	s.proxy = s.newProxy()
	if code, err := s.firstChild(ctx); err != nil {
		if code == exitOK {
			return failed(d, err)
		}
		return code // the child has said why
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	lost := make(chan int, 1)
	go func() { lost <- s.keep(watching) }()
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 60 * time.Second, IdleTimeout: 75 * time.Second, DisableGeneralOptionsHandler: true, ConnContext: rememberConn}
	served := make(chan error, 1)
	quiet := newQuietListener(public)
	go func() { served <- srv.Serve(quiet) }()
	s.log.Info("listening", "address", public.Addr().String(), "isolation", "process")
	select {
	case err := <-served:
		s.log.Error("serve", "error", err.Error())
		s.current().kill()
		return exitFailed
	case sig := <-d.Signals:
		s.log.Info("draining", "signal", sig.String())
	case <-ctx.Done():
		s.log.Info("draining")
	}
	stop()
	<-lost
	return s.drain(srv, quiet)
}

// openSocket makes what parent and child talk over: in Linux's abstract name
// space, because the file system may be read-only.
func (s *supervisor) openSocket() error {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	s.token = hex.EncodeToString(random[:])
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: "@w2c-" + s.token[:16]})
	if err != nil {
		return fmt.Errorf("open the child's socket: %w", err)
	}
	s.socket = l
	return nil
}

// start starts a child; it inherits the listening socket, so that requests wait
// in its queue while no child runs.
func (s *supervisor) start() (*child, error) {
	f, err := s.socket.File()
	if err != nil {
		return nil, fmt.Errorf("start the Worker's process: %w", err)
	}
	defer func() { _ = f.Close() }()
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("start the Worker's process: %w", err)
	}
	c := &child{cmd: exec.Command(exe, "serve", "--dir", s.dir), started: time.Now(), ended: make(chan struct{})}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, isolationVariable+"=") && !strings.HasPrefix(v, "W2C_DRAIN_DELAY=") {
			c.cmd.Env = append(c.cmd.Env, v)
		}
	}
	// By the time the child drains, nobody can reach it any more.
	c.cmd.Env = append(c.cmd.Env, isolationVariable+"="+childPrefix+s.token, "W2C_DRAIN_DELAY=0")
	c.cmd.ExtraFiles = []*os.File{f}
	c.cmd.Stdout, c.cmd.Stderr = s.door.Stdout, s.door.Stderr
	c.cmd.SysProcAttr = childAttributes()
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the Worker's process: %w", err)
	}
	go func() {
		_ = c.cmd.Wait()
		close(c.ended)
	}()
	s.mu.Lock()
	s.child = c
	s.mu.Unlock()
	return c, nil
}

func (s *supervisor) current() *child {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.child
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.ended
}

// firstChild waits until the Worker answers; one that cannot start ends the parent
// with its exit code.
func (s *supervisor) firstChild(ctx context.Context) (code int, err error) {
	c, err := s.start()
	if err != nil {
		return exitOK, err
	}
	ready := make(chan bool, 1)
	go func() { ready <- s.alive(startTimeout+watchdogWait) == nil }()
	select {
	case ok := <-ready:
		if ok {
			return exitOK, nil
		}
		c.kill()
		return exitOK, errors.New("the Worker's process does not answer")
	case <-c.ended:
		return max(c.cmd.ProcessState.ExitCode(), exitFailed), errors.New("ended")
	case <-ctx.Done():
		c.kill()
		return exitOK, ctx.Err()
	}
}

// alive asks the child whether it is.
func (s *supervisor) alive(within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://child/__w2c/healthz", nil)
	if err != nil {
		return err
	}
	res, err := s.proxy.Transport.RoundTrip(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// keep watches the child, and starts another when it ended, until ctx ends.
func (s *supervisor) keep(ctx context.Context) int {
	tick := time.NewTicker(watchdogEvery)
	defer tick.Stop()
	pause, missed := restartFirst, 0
	for {
		c := s.current()
		select {
		case <-ctx.Done():
			return exitOK
		case <-tick.C:
			if s.alive(watchdogWait) == nil {
				missed = 0
			} else if missed++; missed >= watchdogMisses {
				s.log.Error("the Worker's process does not answer and is killed")
				c.kill()
			}
			continue
		case <-c.ended:
		}
		missed = 0
		if time.Since(c.started) > healthyAfter {
			pause = restartFirst
		}
		s.log.Error("the Worker's process ended", "state", c.cmd.ProcessState.String(), "restart_ms", pause.Milliseconds())
		select {
		case <-ctx.Done():
			return exitOK
		case <-time.After(pause):
		}
		pause = min(2*pause, restartMost)
		if _, err := s.start(); err != nil {
			s.log.Error("start", "error", err.Error())
		}
	}
}

// drain finishes the requests in flight, then has the child finish its own work.
func (s *supervisor) drain(srv *http.Server, l *quietListener) int {
	deadline, cancel := context.WithTimeout(context.Background(), s.config.Drain)
	defer cancel()
	s.draining.Store(true)
	l.leave(deadline, s.config)
	complete := srv.Shutdown(deadline) == nil
	if !complete {
		_ = srv.Close()
	}
	c := s.current()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
	case sig := <-s.door.Signals:
		s.log.Warn("stopping at once", "signal", sig.String())
		c.kill()
	case <-deadline.Done():
		s.log.Warn("work was left when W2C_DRAIN_TIMEOUT ran out")
		c.kill()
	}
	if code := c.cmd.ProcessState.ExitCode(); code != exitOK || !complete {
		return exitFailed
	}
	return exitOK
}

type connKey struct{}

func rememberConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c.RemoteAddr().String())
}

// newProxy gives each request a connection of its own to the child: it begins
// with the token and the client's address.
func (s *supervisor) newProxy() *httputil.ReverseProxy {
	name := s.socket.Addr().String()
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "child", r.In.Host
			// The target as it came; URL would write it its own way.
			if t := r.In.RequestURI; strings.HasPrefix(t, "/") && !strings.HasPrefix(t, "//") {
				r.Out.URL.Opaque, r.Out.URL.RawQuery, r.Out.URL.ForceQuery = t, "", false
			}
			// Rewrite takes them off, because most proxies add their own.
			for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if v := r.In.Header[h]; v != nil {
					r.Out.Header[h] = v
				}
			}
		},
		Transport: &http.Transport{
			DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 1 << 20,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				c, err := (&net.Dialer{}).DialContext(ctx, "unix", name)
				if err != nil {
					return nil, err
				}
				client, _ := ctx.Value(connKey{}).(string)
				if _, err := io.WriteString(c, s.token+client+"\n"); err != nil {
					_ = c.Close()
					return nil, err
				}
				return c, nil
			},
		},
		FlushInterval: -1,
		ErrorHandler:  s.childGone,
		ErrorLog:      slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// ServeHTTP passes a request to the child.
func (s *supervisor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		w.Header().Set("Connection", "close")
		if r.URL.Path == "/__w2c/readyz" || r.URL.Path == "/readyz" {
			plain(w, http.StatusServiceUnavailable, "draining")
			return
		}
	}
	_ = http.NewResponseController(w).EnableFullDuplex()
	defer func() { _ = r.Body.Close() }()
	s.proxy.ServeHTTP(w, r)
}

// childGone answers for a child that ended before it did: what ends a process is a
// limit that the Worker exceeded.
func (s *supervisor) childGone(w http.ResponseWriter, r *http.Request, _ error) {
	if r.Context().Err() != nil {
		return
	}
	plain(w, http.StatusServiceUnavailable, "error code: 1102")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}

// childListener is where a child takes requests from; nil in any other process.
func childListener(getenv func(string) (string, bool)) (net.Listener, error) {
	v, _ := getenv(isolationVariable)
	token, ok := strings.CutPrefix(v, childPrefix)
	if !ok {
		return nil, nil
	}
	f := os.NewFile(childSocket, "socket")
	defer func() { _ = f.Close() }()
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("%s: a child needs the socket of its parent: %w", isolationVariable, err)
	}
	return &parentListener{l, token}, nil
}

// parentListener accepts the parent's connections.
type parentListener struct {
	net.Listener
	token string
}

// Accept reads the line every connection begins with, which the parent sends with
// its first packet.
func (l *parentListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		_ = c.SetReadDeadline(time.Now().Add(time.Second))
		line, err := firstLine(c)
		client, ours := strings.CutPrefix(line, l.token)
		if err != nil || !ours {
			_ = c.Close()
			continue
		}
		_ = c.SetReadDeadline(time.Time{})
		addr, err := net.ResolveTCPAddr("tcp", client)
		if err != nil {
			addr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} // the watchdog
		}
		return &clientConn{c, addr}, nil
	}
}

// firstLine reads no byte beyond the line; it is short.
func firstLine(c net.Conn) (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < 200; {
		if _, err := c.Read(one); err != nil {
			return "", err
		}
		if one[0] == '\n' {
			return string(line), nil
		}
		line = append(line, one[0])
	}
	return "", errors.New("no line")
}

// clientConn is the parent's connection with the address of the client behind it.
type clientConn struct {
	net.Conn
	client net.Addr
}

// RemoteAddr implements net.Conn.
func (c *clientConn) RemoteAddr() net.Addr { return c.client }
