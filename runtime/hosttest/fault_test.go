package hosttest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

// own converts a Worker of testdata once for each server.
func own(t *testing.T, name, server string) string {
	t.Helper()
	c := &cases.Case{Name: name, Dir: filepath.Join("testdata", name)}
	dir, err := output(t.Context(), c, server, "sqlite")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// kills is how often each server is killed; together at least fifty.
const kills = 17

// TestKilledWhileWriting ends the process with SIGKILL while clients write to
// KV, starts it again on the same data, and asks for every write that had been
// acknowledged.
func TestKilledWhileWriting(t *testing.T) {
	need(t)
	for _, server := range app.Servers {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			dir := own(t, "ledger", server)
			env := map[string]string{"W2C_DATA_DIR": t.TempDir(), "LOG_LEVEL": "error"}
			l := ledger{acknowledged: map[string]string{}}
			for round := range kills {
				a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: env})
				if err != nil {
					t.Fatalf("start after %d kills: %v", round, err)
				}
				l.verify(t, a)
				l.write(t, a, round)
				if t.Failed() {
					a.Kill()
					return
				}
			}
			a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: env})
			if err != nil {
				t.Fatalf("start after the last kill: %v", err)
			}
			l.verify(t, a)
			a.Kill()
			if len(l.acknowledged) < kills*10 {
				t.Errorf("only %d writes were acknowledged: the test proves little", len(l.acknowledged))
			}
			storetest.Fault(t, "kill -9 of the app under load", "KV on SQLite, "+server, kills, len(l.acknowledged))
		})
	}
}

// ledger remembers what the app has promised to keep.
type ledger struct {
	mu           sync.Mutex
	acknowledged map[string]string
}

const writers = 4

// write lets clients write until the process is killed: new keys, and one key
// a writer that is overwritten again and again.
func (l *ledger) write(t *testing.T, a *app.App, round int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: writers}}
	defer client.CloseIdleConnections()
	var wg sync.WaitGroup
	var count atomic.Int64
	latest := make([]string, writers)
	attempted := make([]string, writers)
	for w := range writers {
		wg.Go(func() {
			for i := 0; ; i++ {
				key, value := fmt.Sprintf("r%d-w%d-%d", round, w, i), fmt.Sprintf("value %d of %d", i, w)
				over := fmt.Sprintf("%d", round*1_000_000+i)
				if put(t.Context(), client, a, key, value) != nil {
					return
				}
				l.mu.Lock()
				l.acknowledged[key] = value
				l.mu.Unlock()
				attempted[w] = over
				if put(t.Context(), client, a, fmt.Sprintf("latest-%d", w), over) != nil {
					return
				}
				latest[w] = over
				count.Add(1)
			}
		})
	}
	// Kills at different moments: after some writes, never between start and the first.
	for deadline := time.Now().Add(20 * time.Second); count.Load() < int64(8+round%7) && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(round*7%23) * time.Millisecond)
	a.Kill()
	wg.Wait()
	for w := range writers {
		// The last overwrite may or may not have happened when it was not
		// acknowledged; then either value is right, and it is not asked for.
		key := fmt.Sprintf("latest-%d", w)
		delete(l.acknowledged, key)
		if latest[w] != "" && latest[w] == attempted[w] {
			l.acknowledged[key] = latest[w]
		}
	}
}

func put(ctx context.Context, client *http.Client, a *app.App, key, value string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("%s/write?key=%s&value=%s", a.URL, key, url.QueryEscape(value)), nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || string(body) != "written" {
		return errors.New(resp.Status)
	}
	return nil
}

// verify asks for every acknowledged write.
func (l *ledger) verify(t *testing.T, a *app.App) {
	t.Helper()
	if len(l.acknowledged) == 0 {
		return
	}
	body, err := json.Marshal(l.acknowledged)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(a.URL+"/check", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	wrong, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("check: %s %v", resp.Status, err)
	}
	if string(wrong) != "[]" {
		t.Errorf("acknowledged writes are lost: [key, what is there]: %s", wrong)
	}
}

// TestTermUnderLoad sends SIGTERM while clients ask without pause. Every
// request that the Worker began must be answered completely and its waitUntil
// work done; the process then ends with exit code 0.
func TestTermUnderLoad(t *testing.T) {
	need(t)
	for _, server := range app.Servers {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			dir := own(t, "ledger", server)
			for range 3 {
				termUnderLoad(t, server, dir)
			}
		})
	}
}

func termUnderLoad(t *testing.T, server, dir string) {
	up, err := cases.StartUpstream()
	if err != nil {
		t.Fatal(err)
	}
	defer up.Close()
	env := map[string]string{"W2C_DATA_DIR": t.TempDir(), "UPSTREAM": up.Origin, "LOG_LEVEL": "error"}
	a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Kill()

	var answered, broken atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			for ctx.Err() == nil {
				got, err := cases.Send(ctx, a.Addr, cases.Request{Name: "slow", Path: "/slow"}, "")
				if err != nil {
					// Refused, or closed before a byte of an answer: the app never
					// took this request. Whether it did is settled below by counting.
					time.Sleep(5 * time.Millisecond)
					continue
				}
				if got.Status == http.StatusOK && got.Text() == "first second third" && !got.Truncated {
					answered.Add(1)
				} else if got.Status != http.StatusServiceUnavailable || got.Truncated {
					broken.Add(1)
					t.Errorf("an answer is broken: status %d, body %q, cut short %v", got.Status, got.Text(), got.Truncated)
				}
			}
		})
	}
	for deadline := time.Now().Add(20 * time.Second); answered.Load() < 24 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if err := a.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-a.Done():
	case <-time.After(30 * time.Second):
		t.Fatal("still running 30 s after SIGTERM")
	}
	cancel()
	wg.Wait()
	if code := a.ExitCode(); code != 0 {
		t.Errorf("exit code %d after SIGTERM\n%s", code, last(a.Logs()))
	}
	started, finished := up.Hits("started"), up.Hits("finished")
	if started != int(answered.Load()) {
		t.Errorf("the Worker began %d requests, %d were answered", started, answered.Load())
	}
	if finished != started {
		t.Errorf("waitUntil: %d requests left work, %d finished it", started, finished)
	}
	if answered.Load() < 24 {
		t.Errorf("only %d requests were answered: the test proves little", answered.Load())
	}
}
