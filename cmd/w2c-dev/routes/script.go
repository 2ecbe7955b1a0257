package routes

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// runScript runs one of the staged scripts with what it is told, and returns the
// JSON lines that it prints.
func runScript[T any](ctx context.Context, b *bench, script string, told any) ([]T, error) {
	argument, err := json.Marshal(told)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, b.Node, "--no-warnings", filepath.Join(b.dir, script), string(argument))
	cmd.Dir = b.dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start node: %w", err)
	}
	var lines []T
	var bad error
	scan := bufio.NewScanner(out)
	scan.Buffer(make([]byte, 1<<20), 64<<20)
	for scan.Scan() {
		var l T
		if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
			bad = fmt.Errorf("%s said %q: %w", script, scan.Text(), err)
			continue
		}
		lines = append(lines, l)
	}
	if err := cmd.Wait(); err != nil {
		return lines, fmt.Errorf("%s: %w: %s", script, err, stderr.String())
	}
	return lines, bad
}
