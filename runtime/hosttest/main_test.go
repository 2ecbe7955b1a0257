package hosttest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
	"github.com/w2c-dev/w2c/transform"
)

const root = "../.."

// kit is shared by all tests; missing is why there is none.
var (
	kit     *app.Kit
	missing error
	servers redisServer
	// work holds what is converted; it goes when the tests are done.
	work string
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	ctx := context.Background()
	t, err := tools.New(os.Stderr)
	if err == nil {
		kit, err = app.NewKit(ctx, t)
	}
	if err == nil {
		err = servers.start(ctx, t)
	}
	if err == nil {
		work, err = os.MkdirTemp("", "w2c-hosttest-")
	}
	missing = err
	defer func() {
		servers.stop()
		os.RemoveAll(work)
	}()
	return m.Run()
}

// need ends a test on a machine that lacks what it needs. In the test command
// and in CI that is a failure; a plain `go test` only skips.
func need(t *testing.T) {
	t.Helper()
	if missing == nil {
		return
	}
	if os.Getenv("W2C_TEST_ALL") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
}

// redisServer is a real Redis of our own with a database for each running test.
type redisServer struct {
	cmd  *exec.Cmd
	addr string
	dir  string
	free chan int
}

const redisDatabases = 32

func (r *redisServer) start(ctx context.Context, t *tools.Tools) error {
	bin, err := t.System(ctx, "redis-server", "redis-server")
	if err != nil {
		return err
	}
	if r.dir, err = os.MkdirTemp("", "w2c-redis-"); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	r.addr = l.Addr().String()
	_, port, err := net.SplitHostPort(r.addr)
	if err != nil {
		return err
	}
	l.Close()
	r.cmd = exec.Command(bin, "--port", port, "--bind", "127.0.0.1", "--dir", r.dir, "--save", "", "--appendonly", "no", "--databases", fmt.Sprint(redisDatabases))
	app.Tie(r.cmd)
	if err := r.cmd.Start(); err != nil {
		return err
	}
	for range 200 {
		if conn, err := net.Dial("tcp", r.addr); err == nil {
			conn.Close()
			r.free = make(chan int, redisDatabases)
			for i := range redisDatabases {
				r.free <- i
			}
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("redis-server does not answer on %s", r.addr)
}

func (r *redisServer) stop() {
	if r.cmd != nil && r.cmd.Process != nil {
		_ = r.cmd.Process.Kill() // it keeps nothing
		_ = r.cmd.Wait()
		os.RemoveAll(r.dir)
	}
}

// url is that of an empty database that is this test's alone.
func (r *redisServer) url(t *testing.T) string {
	t.Helper()
	n := <-r.free
	t.Cleanup(func() { r.free <- n })
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "SELECT %d\r\nFLUSHDB\r\n", n)
	buf := make([]byte, 64)
	for got := ""; strings.Count(got, "+OK") < 2; {
		k, err := conn.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got += string(buf[:k])
	}
	return fmt.Sprintf("redis://%s/%d", r.addr, n)
}

// outputs converts each case once for each server and kind of state.
var outputs sync.Map // "name|server|state|form" → func() (dir string, err error)

func output(ctx context.Context, c *cases.Case, server, state string) (string, error) {
	return outputOf(ctx, c, transform.Options{Server: server, State: state})
}

func outputOf(ctx context.Context, c *cases.Case, o transform.Options) (string, error) {
	key := fmt.Sprintf("%s|%s|%s|%v", c.Name, o.Server, o.State, o.Bundle)
	f, _ := outputs.LoadOrStore(key, sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp(work, "app-")
		if err != nil {
			return "", err
		}
		project, out := filepath.Join(dir, "project"), filepath.Join(dir, "out")
		if err := c.Stage(ctx, project, kit.Tools); err != nil {
			return dir, err
		}
		o.Dir, o.Env = c.Project(project), c.Settings.Env
		return out, kit.ConvertWith(ctx, o, out)
	}))
	return f.(func() (string, error))()
}

// store is where an app keeps its state: the --state it was converted with and
// the environment it runs with.
type store struct{ name, state string }

var stores = []store{{"sqlite", "sqlite"}, {"redis", "services"}}

func (s store) env(t *testing.T) map[string]string {
	// workerd, whose answers we compare with, enforces Cloudflare's limits.
	env := map[string]string{"W2C_DATA_DIR": t.TempDir(), "W2C_LIMITS": "cloudflare"}
	if s.name == "redis" {
		env["REDIS_URL"] = servers.url(t)
	}
	return env
}
