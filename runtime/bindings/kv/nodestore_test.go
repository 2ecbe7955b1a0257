package kv_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
	"github.com/w2c-dev/w2c/runtime/store"
)

// nodeKit is what the tests of the TypeScript half run with.
type nodeKit struct{ node, modules string }

var findNode = sync.OnceValues(func() (nodeKit, error) {
	t, err := tools.New(os.Stderr)
	if err != nil {
		return nodeKit{}, err
	}
	ctx := context.Background()
	node, err := t.Node(ctx)
	if err != nil {
		return nodeKit{}, err
	}
	modules, err := t.Packages(ctx, filepath.Join("..", "..", "nodehost", "npm"))
	return nodeKit{node, modules}, err
})

// nodeParts finds Node and lays the platform's files out as an app has them.
// Without Node nothing is proved, so in CI that is a failure.
func nodeParts(t testing.TB) (kit nodeKit, dir string) {
	t.Helper()
	kit, err := findNode()
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatalf("no Node: %v", err)
		}
		t.Skipf("no Node: %v (w2c-dev test installs it)", err)
	}
	dir = t.TempDir()
	files := kv.StoreFiles()
	for name, path := range map[string]string{
		"store.ts": "testdata/store.ts", "host.ts": "../../nodehost/src/host.ts", "kv.ts": "kv.ts", "kv_rules.ts": "kv_rules.ts",
	} {
		b, err := os.ReadFile(filepath.FromSlash(path))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(b)
	}
	files["package.json"] = `{"type":"module"}`
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(kit.modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return kit, dir
}

// nodeStores is a Node process with the TypeScript stores.
type nodeStores struct {
	cmd *exec.Cmd
	in  io.WriteCloser

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	ended   chan struct{}
}

type answer struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  string          `json:"error"`
}

func startNode(t testing.TB, env ...string) *nodeStores {
	t.Helper()
	kit, dir := nodeParts(t)
	n := &nodeStores{cmd: exec.Command(kit.node, "store.ts"), waiting: map[int]chan answer{}, ended: make(chan struct{})}
	n.cmd.Dir = dir
	n.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	var stderr bytes.Buffer
	n.cmd.Stderr = &stderr
	var err error
	if n.in, err = n.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReaderSize(out, 1<<20)
	if line, err := lines.ReadString('\n'); err != nil || line != "ready\n" {
		_ = n.cmd.Wait()
		t.Fatalf("node: %q %v: %s", line, err, stderr.String())
	}
	go n.read(lines)
	t.Cleanup(n.kill)
	return n
}

func (n *nodeStores) read(lines *bufio.Reader) {
	defer close(n.ended)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var a answer
		if json.Unmarshal(line, &a) != nil {
			continue
		}
		n.mu.Lock()
		c := n.waiting[a.ID]
		delete(n.waiting, a.ID)
		n.mu.Unlock()
		c <- a
	}
}

func (n *nodeStores) kill() {
	_ = n.cmd.Process.Kill()
	<-n.ended
	_ = n.cmd.Wait()
}

// close lets the process end as a drained app does.
func (n *nodeStores) close(t testing.TB) {
	_ = n.in.Close()
	<-n.ended
	if err := n.cmd.Wait(); err != nil {
		t.Errorf("node: %v", err)
	}
}

// operation is what store.ts reads; its text fields are always there.
type operation struct {
	ID       int      `json:"id"`
	Op       string   `json:"op"`
	NS       string   `json:"ns"`
	Key      string   `json:"key"`
	Keys     []string `json:"keys"`
	Value    []byte   `json:"value"`
	Metadata *string  `json:"metadata"`
	Expires  int64    `json:"expires"`
	Prefix   string   `json:"prefix"`
	After    string   `json:"after"`
	Limit    int      `json:"limit"`
}

var errEnded = errors.New("the process ended")

func (n *nodeStores) ask(ctx context.Context, o operation, result any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := make(chan answer, 1)
	n.mu.Lock()
	n.last++
	o.ID = n.last
	n.waiting[o.ID] = c
	b, err := json.Marshal(o)
	if err == nil {
		_, err = n.in.Write(append(b, '\n'))
	}
	n.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a := <-c:
		if a.Error != "" {
			return errors.New(a.Error)
		}
		if result == nil || len(a.Result) == 0 {
			return nil
		}
		return json.Unmarshal(a.Result, result)
	case <-n.ended:
		return errEnded
	case <-ctx.Done():
		return ctx.Err()
	}
}

// nodeKV is a namespace of the TypeScript store as a store.KV.
type nodeKV struct {
	n  *nodeStores
	ns string
}

var _ store.KV = nodeKV{}

type nodeEntry struct {
	Name     string  `json:"name"`
	Value    []byte  `json:"value"`
	Metadata *string `json:"metadata"`
	Expires  int64   `json:"expires"`
}

func (e *nodeEntry) entry() *store.KVEntry {
	if e == nil {
		return nil
	}
	out := &store.KVEntry{Value: e.Value}
	if e.Metadata != nil {
		out.Metadata = []byte(*e.Metadata)
	}
	if e.Expires != 0 {
		out.Expires = time.Unix(e.Expires, 0)
	}
	return out
}

func (k nodeKV) Get(ctx context.Context, key string) (*store.KVEntry, error) {
	var e *nodeEntry
	err := k.n.ask(ctx, operation{Op: "get", NS: k.ns, Key: key}, &e)
	return e.entry(), err
}

func (k nodeKV) GetMany(ctx context.Context, keys []string) ([]*store.KVEntry, error) {
	if keys == nil {
		keys = []string{}
	}
	var list []*nodeEntry
	if err := k.n.ask(ctx, operation{Op: "getMany", NS: k.ns, Keys: keys}, &list); err != nil {
		return nil, err
	}
	out := make([]*store.KVEntry, len(list))
	for i, e := range list {
		out[i] = e.entry()
	}
	return out, nil
}

func (k nodeKV) Put(ctx context.Context, key string, e store.KVEntry) error {
	o := operation{Op: "put", NS: k.ns, Key: key, Value: e.Value}
	if e.Value == nil {
		o.Value = []byte{}
	}
	if e.Metadata != nil {
		text := string(e.Metadata)
		o.Metadata = &text
	}
	if !e.Expires.IsZero() {
		o.Expires = e.Expires.Unix()
	}
	return k.n.ask(ctx, o, nil)
}

func (k nodeKV) Delete(ctx context.Context, key string) error {
	return k.n.ask(ctx, operation{Op: "delete", NS: k.ns, Key: key}, nil)
}

func (k nodeKV) List(ctx context.Context, o store.KVListOptions) (store.KVPage, error) {
	var page struct {
		Keys     []*nodeEntry `json:"keys"`
		Complete bool         `json:"complete"`
		After    string       `json:"after"`
	}
	if err := k.n.ask(ctx, operation{Op: "list", NS: k.ns, Prefix: o.Prefix, After: o.After, Limit: o.Limit}, &page); err != nil {
		return store.KVPage{}, err
	}
	out := store.KVPage{Complete: page.Complete, After: page.After}
	for _, e := range page.Keys {
		full := e.entry()
		out.Keys = append(out.Keys, store.KVName{Name: e.Name, Metadata: full.Metadata, Expires: full.Expires})
	}
	return out, nil
}

func dataDir(dir string) string { return fmt.Sprint("W2C_DATA_DIR=", dir) }

// runNode starts store.ts where it should refuse to, and gives its last words.
func runNode(t *testing.T, kit nodeKit, dir string, env ...string) (code int, stderr string) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(kit.node, "store.ts")
	cmd.Dir, cmd.Stderr = dir, &out
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}
