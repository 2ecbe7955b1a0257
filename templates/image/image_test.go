package image

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// maxGoja is the promise made for the goja image, unpacked.
const maxGoja = 30 << 20

// TestImages builds the Dockerfile of each server as convert wrote it and runs
// the image the way a careful operator does.
func TestImages(t *testing.T) {
	runc := part(t, "W2C_TEST_RUNC")
	address := startBuildkitd(t, part(t, "W2C_TEST_BUILDKITD"), runc)
	node := part(t, "W2C_TEST_NODE")
	bases := nodeBases(t, node)

	example := filepath.Join("..", "..", "examples", "hello")
	w2c := filepath.Join(t.TempDir(), "w2c")
	command(t, "go", "build", "-o", w2c, "github.com/w2c-dev/w2c/cmd/w2c")
	for _, server := range []string{"goja", "hono", "express"} {
		t.Run(server, func(t *testing.T) {
			app := filepath.Join(t.TempDir(), "app")
			command(t, w2c, "convert", example, "--server", server, "--out", app)
			archive := filepath.Join(t.TempDir(), "image.tar")
			var progress strings.Builder
			err := Build(t.Context(), Options{Addr: address, Dir: app, Tag: "hello:test", Format: Docker, Archive: archive, Bases: bases, Progress: &progress})
			if err != nil {
				t.Fatalf("%v\n%s", err, progress.String())
			}
			port, metrics := freePort(t), freePort(t)
			c := unpack(t, runc, archive, "w2c-test-"+server,
				fmt.Sprintf("PORT=%d", port), fmt.Sprintf("METRICS_PORT=%d", metrics), "HOST=127.0.0.1")
			if uid, _ := c.user(); uid == 0 {
				t.Error("the image runs as root")
			}
			if uid, _ := c.user(); ownerOf(t, filepath.Join(c.rootfs(), "data")) != uid {
				t.Error("/data does not belong to the user the app runs as")
			}
			if ownerOf(t, filepath.Join(c.rootfs(), "app")) != 0 {
				t.Error("the app could change its own files")
			}
			t.Logf("%s image: %.1f MB unpacked", server, float64(c.size())/1e6)
			if server == "goja" && c.size() > maxGoja {
				t.Errorf("the goja image has %d bytes unpacked, more than %d", c.size(), maxGoja)
			}
			c.start()
			base := fmt.Sprintf("http://127.0.0.1:%d", port)
			if got, want := await(t, base+"/", c), recorded(t, example); got != want {
				t.Errorf("GET / answered %q, workerd answered %q", got, want)
			}
			if got := await(t, fmt.Sprintf("http://127.0.0.1:%d/metrics", metrics), c); !strings.Contains(got, "http_requests_total") {
				t.Errorf("metrics lack http_requests_total:\n%s", got)
			}
			if err := c.healthcheck(); err != nil {
				t.Errorf("HEALTHCHECK: %v", err)
			}
			if err := c.stop(); err != nil {
				t.Errorf("after SIGTERM: %v\n%s", err, c.out.String())
			}
		})
	}
}

// recorded is what workerd answered to the example's first request, GET /.
func recorded(t *testing.T, example string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(example, "answers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct{ Body string }
	if err := json.Unmarshal(data, &answers); err != nil || len(answers) == 0 {
		t.Fatalf("answers.json: %v, %d answers", err, len(answers))
	}
	return answers[0].Body
}

// await asks until the app answers 200, for at most 20 s.
func await(t *testing.T, url string, c *container) string {
	t.Helper()
	var last error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(url)
		if last = err; err != nil {
			continue
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil && res.StatusCode == http.StatusOK {
			return string(body)
		}
		last = fmt.Errorf("%s: %s (%v)", res.Status, body, err)
	}
	t.Fatalf("GET %s: %v\n%s", url, last, c.out.String())
	return ""
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func ownerOf(t *testing.T, path string) int {
	t.Helper()
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(st.Sys().(*syscall.Stat_t).Uid)
}

func chownLike(path string, owner os.FileInfo) error {
	s := owner.Sys().(*syscall.Stat_t)
	return os.Chown(path, int(s.Uid), int(s.Gid))
}
