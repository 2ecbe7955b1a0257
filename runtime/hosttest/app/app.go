// Package app converts Worker projects and runs what came out, the way an
// operator would: as a process with an environment. The host tests and the
// benchmarks share it.
package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// startTimeout is generous: many apps start at once on few cores.
const startTimeout = 60 * time.Second

// ScheduledToken opens POST /__w2c/scheduled in the apps that tests start.
const ScheduledToken = "test-token"

// Spec says what to run.
type Spec struct {
	Command []string
	Dir     string
	Env     map[string]string // beside the settings every app gets
	// Unready starts without waiting for /readyz, for apps that must not start.
	Unready bool
}

// App is a running process.
type App struct {
	Addr string
	URL  string

	cmd    *exec.Cmd
	logs   *buffer
	done   chan struct{}
	exited error
}

// Start runs an app on a free loopback port and waits until it is ready.
func Start(ctx context.Context, s Spec) (*App, error) {
	port := FreePort()
	a := &App{Addr: fmt.Sprintf("127.0.0.1:%d", port), logs: &buffer{}, done: make(chan struct{})}
	a.URL = "http://" + a.Addr
	for {
		a.cmd = exec.Command(s.Command[0], s.Command[1:]...)
		a.cmd.Dir = s.Dir
		a.cmd.Env = environment(port, s.Env)
		a.cmd.Stdout, a.cmd.Stderr = a.logs, a.logs
		a.cmd.SysProcAttr = processGroup()
		err := a.cmd.Start()
		if err == nil {
			break
		}
		// A program just written may still be open for writing in a process that
		// another goroutine is about to start: it lets go when it has started.
		if !errors.Is(err, syscall.ETXTBSY) || ctx.Err() != nil {
			return nil, err
		}
		time.Sleep(5 * time.Millisecond)
	}
	go func() {
		a.exited = a.cmd.Wait()
		close(a.done)
	}()
	if s.Unready {
		return a, nil
	}
	if err := a.waitReady(ctx); err != nil {
		a.Kill()
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(s.Command, " "), err, a.Logs())
	}
	return a, nil
}

// environment is small on purpose: an app must not depend on what a developer
// happens to have exported.
func environment(port int, extra map[string]string) []string {
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": os.Getenv("HOME"),
		"PORT": fmt.Sprint(port), "HOST": "127.0.0.1", "METRICS_PORT": "off",
		"W2C_SCHEDULED_TOKEN": ScheduledToken,
	}
	maps.Copy(env, extra)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

func (a *App) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		for _, path := range []string{"/__w2c/readyz", "/readyz"} {
			if status, err := probe(ctx, a.URL+path); err == nil && status == http.StatusOK {
				return nil
			}
		}
		select {
		case <-a.done:
			return fmt.Errorf("ended before it was ready: %w", exitError(a.exited))
		case <-ctx.Done():
			return fmt.Errorf("not ready within %s", startTimeout)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func exitError(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

func probe(ctx context.Context, url string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// PID is the process the command started.
func (a *App) PID() int { return a.cmd.Process.Pid }

// Done is closed when the process has ended.
func (a *App) Done() <-chan struct{} { return a.done }

// ExitCode is valid after Done; -1 when a signal ended the process.
func (a *App) ExitCode() int { return a.cmd.ProcessState.ExitCode() }

// Logs is everything the process has written to stdout and stderr so far.
func (a *App) Logs() string { return a.logs.String() }

// Signal sends sig to the process.
func (a *App) Signal(sig syscall.Signal) error { return a.cmd.Process.Signal(sig) }

// Kill ends the whole group at once, as a power cut would.
func (a *App) Kill() {
	// The group may be gone already; then there is nothing to do.
	_ = syscall.Kill(-a.cmd.Process.Pid, syscall.SIGKILL)
	<-a.done
}

// Stop ends the process with SIGTERM and returns its exit code.
func (a *App) Stop(within time.Duration) (int, error) {
	if err := a.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return 0, err
	}
	select {
	case <-a.done:
		return a.ExitCode(), nil
	case <-time.After(within):
		a.Kill()
		return 0, fmt.Errorf("still running %s after SIGTERM\n%s", within, a.Logs())
	}
}

// Scheduled runs the scheduled handler as a platform's own scheduler would.
func (a *App) Scheduled(ctx context.Context, cron string, at time.Time) (int, error) {
	url := fmt.Sprintf("%s/__w2c/scheduled?cron=%s&time=%d", a.URL, strings.NewReplacer(" ", "+", "#", "%23", "/", "%2F").Replace(cron), at.UnixMilli())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+ScheduledToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

var nextPort atomic.Int64

// FreePort is a loopback port nobody listens on. It stays below the kernel's ephemeral range: a port from there could be
// taken by any client connection between choosing it and listening on it.
func FreePort() int {
	for {
		n := nextPort.Add(1)
		port := 15000 + int(int64(os.Getpid())*37+n)%15000
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			l.Close()
			return port
		}
	}
}

// buffer is a bytes.Buffer that two goroutines may use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// HostPath is the goja host in a converted folder.
func HostPath(dir string) string { return filepath.Join(dir, "w2c-host") }

// Tie makes cmd end with this process, however this process ends.
func Tie(cmd *exec.Cmd) { cmd.SysProcAttr = processGroup() }
