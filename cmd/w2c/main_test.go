package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/w2c-dev/w2c/transform"
)

var update = flag.Bool("update", false, "rewrite what the stories expect")

// TestScripts tells every story in testdata/script. The program runs inside the
// test, in a world of its own: its exit code, streams, environment and working
// directory are the story's.
//
//	w2c ARGS…             must end with 0
//	exit CODE w2c ARGS…   must end with CODE
//	diskfull BYTES CODE w2c ARGS…   the output disk takes so many bytes
//	nothing-left DIR      fails when temporary folders of the writer are in DIR
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "../../testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			// A release has the host beside w2c; for what is written its bytes do not matter.
			bin := filepath.Join(e.WorkDir, ".bin")
			if err := os.MkdirAll(bin, 0o755); err != nil {
				return err
			}
			e.Setenv("W2C_TEST_HOST", filepath.Join(bin, "w2c"))
			return os.WriteFile(filepath.Join(bin, "w2c-host-linux-"+runtime.GOARCH), []byte("a host\n"), 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"w2c": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg {
					ts.Fatalf("say exit CODE w2c, not ! w2c")
				}
				command(ts, 0, -1, args)
			},
			"exit": func(ts *testscript.TestScript, _ bool, args []string) {
				command(ts, number(ts, args[0]), -1, args[2:])
			},
			"diskfull": func(ts *testscript.TestScript, _ bool, args []string) {
				command(ts, number(ts, args[1]), number(ts, args[0]), args[3:])
			},
			"nothing-left": func(ts *testscript.TestScript, _ bool, args []string) {
				left, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), ".*.w2c-*"))
				ts.Check(err)
				if len(left) > 0 {
					ts.Fatalf("left behind: %v", left)
				}
			},
		},
	})
}

func number(ts *testscript.TestScript, s string) int {
	n, err := strconv.Atoi(s)
	ts.Check(err)
	return n
}

func command(ts *testscript.TestScript, code, room int, args []string) {
	w := world{
		Args: args, Stdin: strings.NewReader(""), Stdout: ts.Stdout(), Stderr: ts.Stderr(),
		Env: []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "NO_COLOR=" + ts.Getenv("NO_COLOR"), "CLICOLOR_FORCE=" + ts.Getenv("CLICOLOR_FORCE"),
			"W2C_CACHE_DIR=" + ts.MkAbs(".cache")},
		Dir: ts.MkAbs("."), Executable: ts.Getenv("W2C_TEST_HOST"),
		noSource: true,
	}
	if room >= 0 {
		w.wrap = func(to io.Writer) io.Writer { return fullDisk{to, &room} }
	}
	if got := run(context.Background(), w); got != code {
		ts.Fatalf("exit code %d, want %d", got, code)
	}
}

// fullDisk takes so many bytes and no more.
type fullDisk struct {
	w    io.Writer
	room *int
}

func (f fullDisk) Write(p []byte) (int, error) {
	if len(p) > *f.room {
		return 0, syscall.ENOSPC
	}
	*f.room -= len(p)
	return f.w.Write(p)
}

func TestColor(t *testing.T) {
	for name, c := range map[string]struct {
		env  []string
		want bool
	}{
		"not a terminal": {nil, false},
		"forced":         {[]string{"CLICOLOR_FORCE=1"}, true},
		"refused":        {[]string{"CLICOLOR_FORCE=1", "NO_COLOR=1"}, false},
		"empty NO_COLOR": {[]string{"CLICOLOR_FORCE=1", "NO_COLOR="}, true},
	} {
		w := world{Env: c.env, Stderr: &bytes.Buffer{}}
		if got := w.color(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A panic is a bug of ours and says so.
func TestPanicIsABug(t *testing.T) {
	var stderr bytes.Buffer
	code := guard(&stderr, func() int { panic("boom") })
	if code != exitBug || !strings.Contains(stderr.String(), "this is a bug of w2c, please report it: boom") {
		t.Errorf("%d %s", code, stderr.String())
	}
}

func TestDevVars(t *testing.T) {
	got := parseValues("# a comment\nA=1\nexport B = two # why\nC=\"line\\nbreak\"\nD='it''s'\nE=\"over\ntwo lines\"\nF=\n=x\nnothing\nG=`b`\r\n")
	want := []string{"A=1", "B=two", "C=line\nbreak", "D=it", "E=over\ntwo lines", "F=", "G=b"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestHostFinderNeedsSomething(t *testing.T) {
	_, err := transform.HostFinder{Cache: t.TempDir()}.Find(context.Background(), "amd64")
	if err == nil || !strings.Contains(err.Error(), "is not beside w2c") {
		t.Error(err)
	}
}
