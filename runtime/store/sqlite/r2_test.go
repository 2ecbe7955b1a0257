package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

const killedR2 = "W2C_TEST_KILLED_R2"

func openR2(t *testing.T, dir string) *sqlite.R2 {
	t.Helper()
	b, err := sqlite.OpenR2(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func putR2(t *testing.T, b store.R2, key, text string) *store.R2Object {
	t.Helper()
	o, err := b.Put(context.Background(), key, strings.NewReader(text), int64(len(text)), store.R2Put{R2Metadata: store.R2Metadata{HTTP: "{}", Custom: "{}"}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func bodyOf(t *testing.T, b store.R2, key string) string {
	t.Helper()
	o, body, err := b.Get(context.Background(), key, store.R2Get{})
	if err != nil || o == nil {
		t.Fatalf("%s: %v, %v", key, o, err)
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// files are the paths below a bucket's folder, but for the index.
func files(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.HasPrefix(e.Name(), "index.sqlite") {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// writeR2Forever prints each key when what was done to it was acknowledged: a put,
// an object in two parts, or a deletion (with a minus before the key).
func writeR2Forever(dir, round string) {
	ctx := context.Background()
	b, err := sqlite.OpenR2(ctx, dir)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var out sync.Mutex
	say := func(line string, err error) {
		out.Lock()
		defer out.Unlock()
		if err != nil {
			line = "error " + err.Error()
		}
		fmt.Println(line)
	}
	put := func(key string) error {
		text := strings.Repeat(key, 1+rand.IntN(2000))
		_, err := b.Put(ctx, key, strings.NewReader(text), int64(len(text)), store.R2Put{})
		return err
	}
	for w := range 4 {
		go func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%s-%d-%d", round, w, i)
				switch rand.IntN(5) {
				case 0:
					say(key, upload(ctx, b, key))
				case 1:
					say(key, put(key))
					say("-"+key, b.Delete(ctx, []string{key}))
				case 2:
					say(key, put(key))
					say(key, put(key)) // again
				default:
					say(key, put(key))
				}
			}
		}()
	}
	select {}
}

func upload(ctx context.Context, b store.R2, key string) error {
	id, err := b.CreateUpload(ctx, key, store.R2Metadata{HTTP: "{}", Custom: "{}"})
	if err != nil {
		return err
	}
	etag, err := b.UploadPart(ctx, key, id, 1, strings.NewReader(key+key), int64(2*len(key)))
	if err != nil {
		return err
	}
	_, err = b.CompleteUpload(ctx, key, id, []store.R2Part{{Number: 1, ETag: etag}})
	return err
}

// TestKillR2: what was acknowledged before kill -9 is there after it, whole; what
// was deleted is not; and no file is left that no object has.
func TestKillR2(t *testing.T) {
	dir := t.TempDir()
	acknowledged := killWriting(t, killedR2+"="+dir, 30, 80*time.Millisecond)
	b := openR2(t, dir)
	gone := map[string]bool{}
	for _, line := range acknowledged {
		if key, ok := strings.CutPrefix(line, "-"); ok {
			gone[key] = true
		}
	}
	known := 0
	for _, key := range acknowledged {
		if strings.HasPrefix(key, "-") || gone[key] {
			continue
		}
		known++
		o, err := b.Head(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		if o == nil && !unsure(acknowledged, key) {
			t.Errorf("%s was acknowledged and is lost", key)
		}
	}
	if known < 50 {
		t.Errorf("only %d writes were acknowledged in 30 rounds: the test proves little", known)
	}
	sqlite.CleanUpR2(t, b, 0)
	sqlite.ExpireR2(b, 8*24*time.Hour) // uploads that were cut off
	objects := 0
	for cursor := ""; ; {
		page, err := b.List(context.Background(), store.R2List{Limit: 1000, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Objects {
			objects++
			if gone[o.Key] {
				t.Errorf("%s was deleted and is there", o.Key)
			}
			text := bodyOf(t, b, o.Key)
			if int64(len(text)) != o.Size || strings.ReplaceAll(text, o.Key, "") != "" {
				t.Errorf("%s is not whole: %d bytes of %d", o.Key, len(text), o.Size)
			}
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	if left := files(t, dir); len(left) != objects {
		t.Errorf("%d files for %d objects", len(left), objects)
	}
	t.Logf("%d objects are left", objects)
	storetest.Fault(t, "kill -9, no half object", "R2 on files, Go", 30, len(acknowledged))
}

// unsure says that key may have been deleted by a process that died before it
// could say so: the put was its last word on it.
func unsure(lines []string, key string) bool {
	n := 0
	for _, line := range lines {
		if line == key || line == "-"+key {
			n++
		}
	}
	return n == 1
}

// TestLeftovers: files of a process that died go at a start, and those of one that
// may still be writing stay.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	b := openR2(t, dir)
	putR2(t, b, "a", "text")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	id := func(c string) string { return strings.Repeat(c, 32) }
	plant := func(name string, age time.Duration) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("left"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		return path
	}
	old := []string{plant("tmp/"+id("a"), 2*time.Hour), plant("blobs/aa/"+id("a"), 2*time.Hour)}
	young := []string{plant("tmp/"+id("b"), time.Minute), plant("blobs/bb/"+id("b"), time.Minute)}
	b = openR2(t, dir)
	for _, path := range old {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
	for _, path := range young {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is gone: %v", path, err)
		}
	}
	if got := bodyOf(t, b, "a"); got != "text" {
		t.Errorf("the object holds %q", got)
	}
}

// TestHeld: a body stays whole when its object goes while somebody reads it, and
// then its files go too. One in parts has them opened one by one.
func TestHeld(t *testing.T) {
	dir := t.TempDir()
	b := openR2(t, dir)
	ctx := context.Background()
	half := strings.Repeat("x", store.R2MinimalPart)
	id, err := b.CreateUpload(ctx, "k", store.R2Metadata{})
	if err != nil {
		t.Fatal(err)
	}
	var parts []store.R2Part
	for n, text := range []string{half, "end"} {
		etag, err := b.UploadPart(ctx, "k", id, n+1, strings.NewReader(text), int64(len(text)))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, store.R2Part{Number: n + 1, ETag: etag})
	}
	if _, err := b.CompleteUpload(ctx, "k", id, parts); err != nil {
		t.Fatal(err)
	}
	_, body, err := b.Get(ctx, "k", store.R2Get{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Delete(ctx, []string{"k"}); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(body)
	if err != nil || string(text) != half+"end" {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("left: %s", left)
	}
}

// TestPutFails: a body that fails half way, or is not as long as it was said to
// be, changes nothing and leaves nothing.
func TestPutFails(t *testing.T) {
	dir := t.TempDir()
	b := openR2(t, dir)
	putR2(t, b, "k", "before")
	broken := errors.New("broken")
	for _, body := range []io.Reader{
		io.MultiReader(strings.NewReader("half"), errReader{broken}), strings.NewReader("short"), strings.NewReader("much too long"),
	} {
		if o, err := b.Put(context.Background(), "k", body, 6, store.R2Put{}); err == nil {
			t.Errorf("put %v", o)
		}
	}
	if got := bodyOf(t, b, "k"); got != "before" {
		t.Errorf("now %q", got)
	}
	if left := files(t, dir); len(left) != 1 {
		t.Errorf("left: %s", left)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// TestUploadsExpire: an upload that nobody ended is aborted after seven days.
func TestUploadsExpire(t *testing.T) {
	dir := t.TempDir()
	b := openR2(t, dir)
	ctx := context.Background()
	id, err := b.CreateUpload(ctx, "k", store.R2Metadata{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.UploadPart(ctx, "k", id, 1, strings.NewReader("part"), 4); err != nil {
		t.Fatal(err)
	}
	sqlite.ExpireR2(b, 6*24*time.Hour)
	if left := files(t, dir); len(left) != 1 {
		t.Fatalf("after six days: %s", left)
	}
	sqlite.ExpireR2(b, 8*24*time.Hour)
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("after eight days: %s", left)
	}
	_, err = b.UploadPart(ctx, "k", id, 2, strings.NewReader("part"), 4)
	var refused *store.R2Error
	if !errors.As(err, &refused) || refused.Code != store.R2NoSuchUpload {
		t.Errorf("another part: %v", err)
	}
}

// TestR2Refused: an index that is not one is refused and left as it is.
func TestR2Refused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index.sqlite")
	text := bytes.Repeat([]byte("not a database. "), 1000)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.OpenR2(context.Background(), dir)
	if err == nil || !strings.Contains(err.Error(), "it was left untouched. Restore it from a backup, or move it away to start empty") {
		t.Errorf("opened: %v", err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, text) {
		t.Errorf("the file was changed: %v", err)
	}
}
