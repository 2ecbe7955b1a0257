package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

// The tests start themselves again as the process that is killed.
const killed = "W2C_TEST_KILLED_DB"

func TestMain(m *testing.M) {
	if path := os.Getenv(killed); path != "" {
		writeForever(path, os.Getenv("W2C_TEST_ROUND"))
	}
	if path := os.Getenv(killedD1); path != "" {
		writeD1Forever(path, os.Getenv("W2C_TEST_ROUND"))
	}
	if dir := os.Getenv(killedR2); dir != "" {
		writeR2Forever(dir, os.Getenv("W2C_TEST_ROUND"))
	}
	if path := os.Getenv(killedQueue); path != "" {
		queueForever(path, os.Getenv("W2C_TEST_ROUND"))
	}
	os.Exit(m.Run())
}

// writeForever prints each key when its write was acknowledged.
func writeForever(path, round string) {
	db, err := sqlite.Open(context.Background(), path)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	kv := db.KV("n")
	var out sync.Mutex
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%s-%d-%d", round, w, i)
				err := kv.Put(context.Background(), key, store.KVEntry{Value: []byte(strings.Repeat(key, 1+rand.IntN(500)))})
				out.Lock()
				if err != nil {
					fmt.Println("error", err)
				} else {
					fmt.Println(key)
				}
				out.Unlock()
			}
		}()
	}
	select {}
}

// killWriting starts this program again with env, which has it write, kills it a
// moment after its first acknowledged write, and returns all that were acknowledged.
func killWriting(t *testing.T, env string, rounds int, moment time.Duration) (acknowledged []string) {
	t.Helper()
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), env, fmt.Sprint("W2C_TEST_ROUND=", round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines, first := bufio.NewScanner(out), true
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Errorf("round %d: %s", round, lines.Text())
			}
			acknowledged = append(acknowledged, lines.Text())
			if first {
				first = false
				time.AfterFunc(rand.N(moment), func() { _ = cmd.Process.Kill() })
			}
		}
		if err := cmd.Wait(); err == nil || first {
			t.Fatalf("round %d ended by itself: %v", round, err)
		}
	}
	return acknowledged
}

// TestKill: what was acknowledged before kill -9 is there after it.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kv.sqlite")
	acknowledged := killWriting(t, killed+"="+path, 50, 20*time.Millisecond)
	kv := open(t, path).KV("n")
	for _, key := range acknowledged {
		e, err := kv.Get(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		if e == nil || !strings.HasPrefix(string(e.Value), key) {
			t.Errorf("%s was acknowledged and is lost", key)
		}
	}
	if len(acknowledged) < 200 {
		t.Errorf("only %d writes were acknowledged in 50 rounds: the test proves little", len(acknowledged))
	}
	storetest.Fault(t, "kill -9", "KV on SQLite, Go", 50, len(acknowledged))
}
