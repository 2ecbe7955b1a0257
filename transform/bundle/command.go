package bundle

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/project"
)

// Output is where the user's own build command writes while it runs, and the
// environment it runs in.
type Output struct {
	Writer io.Writer
	Env    []string
}

// runCommand runs build.command through the shell, as wrangler does. It is the
// user's own command in the user's own project.
func runCommand(ctx context.Context, p *project.Project, out Output) diag.List {
	shell, flag := "/bin/sh", "-c"
	if runtime.GOOS == "windows" {
		shell, flag = "cmd", "/c"
	}
	cmd := exec.CommandContext(ctx, shell, flag, p.Build.Command)
	cmd.Dir = p.Dir
	if p.Build.CommandDir != "" {
		cmd.Dir = p.Build.CommandDir
		if !filepath.IsAbs(cmd.Dir) {
			cmd.Dir = filepath.Join(p.Dir, filepath.FromSlash(p.Build.CommandDir))
		}
	}
	cmd.Env = out.Env
	var tail bytes.Buffer
	w := io.Writer(&tail)
	if out.Writer != nil {
		w = io.MultiWriter(out.Writer, &tail)
	}
	cmd.Stdout, cmd.Stderr = w, w
	err := cmd.Run()
	if err == nil {
		return nil
	}
	d := diag.Diagnostic{
		Code: "W2C-S004", Severity: diag.Error, Span: p.Span("build.command"),
		Message: fmt.Sprintf("the build command %q failed: %v", p.Build.Command, err),
		Hint:    "run the command by itself in " + displayDir(p) + " until it succeeds",
	}
	if out.Writer == nil {
		d.Notes = lastLines(tail.String(), 20)
	}
	return diag.List{d}
}

func displayDir(p *project.Project) string {
	if p.Build.CommandDir == "" {
		return "the project's folder"
	}
	return p.Build.CommandDir
}

func lastLines(s string, n int) []string {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	lines := strings.Split(s, "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return lines
}
