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

// TestKill: what was acknowledged before kill -9 is there after it.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kv.sqlite")
	acknowledged := map[string]bool{}
	for round := range 50 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killed+"="+path, fmt.Sprint("W2C_TEST_ROUND=", round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		first := true
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Errorf("round %d: %s", round, lines.Text())
			}
			acknowledged[lines.Text()] = true
			if first {
				first = false
				time.AfterFunc(time.Duration(rand.IntN(20_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
			}
		}
		if err := cmd.Wait(); err == nil || first {
			t.Fatalf("round %d ended by itself: %v", round, err)
		}
	}
	kv := open(t, path).KV("n")
	for key := range acknowledged {
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
	t.Logf("%d acknowledged writes", len(acknowledged))
}
