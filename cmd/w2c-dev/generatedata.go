package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// dataPackages are Unicode's and CLDR's tables as npm packages, with the scripts
// that pack what the goja server reads of them.
const dataPackages = "cmd/w2c-dev/data"

// dataTable runs one of the scripts of dataPackages and returns what it wrote.
func dataTable(ctx context.Context, root string, t *tools.Tools, script string) ([]byte, error) {
	dir := filepath.Join(root, filepath.FromSlash(dataPackages))
	modules, err := t.Packages(ctx, dir)
	if err != nil {
		return nil, err
	}
	node, err := t.Node(ctx)
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "w2c-data-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, "table.bin")
	if out, err := exec.CommandContext(ctx, node, filepath.Join(dir, script), file, modules).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", script, err, out)
	}
	return os.ReadFile(file)
}
