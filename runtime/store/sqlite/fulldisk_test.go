package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

// smallDisk is a file system of two megabytes, one of them taken by a file that
// free removes.
func smallDisk(t *testing.T) (dir string, free func()) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("w2c", dir, "tmpfs", 0, "size=2m"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatalf("mount a small disk: %v", err)
		}
		t.Skipf("mount a small disk: %v (it takes root)", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
}

// fill writes until the disk is full, then ten times more, makes room and writes
// once again. It returns the numbers of the writes that were acknowledged.
func fill(t *testing.T, free func(), write func(i int) error) (acknowledged []int) {
	t.Helper()
	refused := 0
	for i := 0; refused < 10; i++ {
		if err := write(i); err != nil {
			refused++
			if refused == 1 {
				t.Log("full: ", err)
			}
			continue
		}
		acknowledged = append(acknowledged, i)
		if i > 5000 {
			t.Fatal("the disk does not get full")
		}
	}
	free()
	const last = 1 << 20
	if err := write(last); err != nil {
		t.Errorf("with room again: %v", err)
	}
	return append(acknowledged, last)
}

var kilobytes = strings.Repeat("x", 8<<10)

// TestFullDisk: a write that does not fit fails, all others stay, and with room
// again the store goes on without a restart.
func TestFullDisk(t *testing.T) {
	ctx := context.Background()
	t.Run("KV", func(t *testing.T) {
		dir, free := smallDisk(t)
		kv := open(t, filepath.Join(dir, "kv.sqlite")).KV("n")
		done := fill(t, free, func(i int) error {
			return kv.Put(ctx, fmt.Sprint(i), store.KVEntry{Value: []byte(fmt.Sprint(i, kilobytes))})
		})
		for _, i := range done {
			if e, err := kv.Get(ctx, fmt.Sprint(i)); err != nil || e == nil || string(e.Value) != fmt.Sprint(i, kilobytes) {
				t.Errorf("%d was acknowledged and is lost: %v", i, err)
			}
		}
		storetest.Fault(t, "disk full and room again", "KV on SQLite, Go", 1, len(done))
	})
	t.Run("D1", func(t *testing.T) {
		dir, free := smallDisk(t)
		db := openD1(t, filepath.Join(dir, "d.sqlite"))
		mustRun(t, db, query("CREATE TABLE t (i INTEGER PRIMARY KEY, text)"))
		done := fill(t, free, func(i int) error {
			_, err := db.Run(ctx, []store.D1Query{{SQL: "INSERT INTO t VALUES (?, ?)", Params: []any{float64(i), kilobytes}}})
			return err
		})
		rows := mustRun(t, db, query("SELECT i FROM t ORDER BY i"))[0].Rows
		if len(rows) != len(done) {
			t.Errorf("%d rows are there, %d were acknowledged", len(rows), len(done))
		}
		storetest.Fault(t, "disk full and room again", "D1 on SQLite, Go", 1, len(done))
	})
	t.Run("Queues", func(t *testing.T) {
		dir, free := smallDisk(t)
		q := openQueues(t, filepath.Join(dir, "queues.sqlite")).Queue("q")
		done := fill(t, free, func(i int) error {
			_, err := q.Send(ctx, []store.QueueMessage{{ID: strings.Repeat("0", 32), Type: "text", Body: []byte(fmt.Sprint(i, " ", kilobytes))}})
			return err
		})
		seen := map[string]bool{}
		for n := 0; ; n++ {
			b := claim(t, q, fmt.Sprint("batch", n))
			if len(b.Messages) == 0 {
				break
			}
			for _, m := range b.Messages {
				number, _, _ := strings.Cut(string(m.Body), " ")
				seen[number] = true
			}
		}
		for _, i := range done {
			if !seen[fmt.Sprint(i)] {
				t.Errorf("%d was acknowledged and is lost", i)
			}
		}
		storetest.Fault(t, "disk full and room again", "Queues on SQLite, Go", 1, len(done))
	})
	t.Run("R2", func(t *testing.T) {
		dir, free := smallDisk(t)
		b, err := sqlite.OpenR2(ctx, filepath.Join(dir, "bucket"))
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		done := fill(t, free, func(i int) error {
			text := fmt.Sprint(i, kilobytes)
			o, err := b.Put(ctx, fmt.Sprint(i), strings.NewReader(text), int64(len(text)), store.R2Put{})
			if err == nil && o == nil {
				err = errors.New("nothing was put")
			}
			return err
		})
		for _, i := range done {
			if got := bodyOf(t, b, fmt.Sprint(i)); got != fmt.Sprint(i, kilobytes) {
				t.Errorf("%d was acknowledged and is lost", i)
			}
		}
		if left := files(t, filepath.Join(dir, "bucket")); len(left) != len(done) {
			t.Errorf("%d files for %d objects", len(left), len(done))
		}
		storetest.Fault(t, "disk full and room again", "R2 on files, Go", 1, len(done))
	})
}
