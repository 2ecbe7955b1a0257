package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/w2c-dev/w2c/cmd/w2c-dev/cryptogen"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// cmdGenerate rebuilds the committed files that are made from others.
func cmdGenerate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("generate", flag.ContinueOnError)
	fs.SetOutput(stderr)
	check := fs.Bool("check", false, "change nothing; fail when a generated file is not what it would be")
	if err := fs.Parse(args); err != nil {
		return usageError{err}
	}
	root, err := repository()
	if err != nil {
		return err
	}
	t, err := tools.New(stderr)
	if err != nil {
		return err
	}
	return generate(ctx, root, t, *check, stdout)
}

// generated is a committed file and how it is made.
type generated struct {
	path string // slash path from the root
	make func(ctx context.Context, root string, t *tools.Tools) ([]byte, error)
}

// lockFiles are kept by npm: what package.json asks for, nothing more.
var lockFiles = []string{
	"cmd/w2c-dev/npm", "cmd/w2c-dev/bench", dataPackages, "runtime/nodehost/npm", nodePackages, routesPackages,
	"examples/d1-blog", "examples/hono-jsx", "examples/itty-api", "examples/json-api", "examples/react-ssr", "examples/token-api",
}

func allGenerated() []generated {
	list := []generated{
		{"runtime/bindings/assets/build/types_gen.go", mediaTypes},
		{"transform/routes/analyser.gen.js", routesAnalyser},
	}
	for _, s := range cryptogen.Scripts() {
		list = append(list, generated{s.Path, func(_ context.Context, root string, _ *tools.Tools) ([]byte, error) { return s.Make(root) }})
	}
	for _, dir := range lockFiles {
		list = append(list, generated{dir + "/package-lock.json", func(ctx context.Context, root string, t *tools.Tools) ([]byte, error) {
			return t.Lock(ctx, filepath.Join(root, filepath.FromSlash(dir)))
		}})
	}
	for _, m := range []struct{ path, script string }{
		{"runtime/webapi/intl/cldr.bin", "cldr.mjs"},
		{"runtime/webapi/es/unidata/unicode.bin", "unicode.mjs"},
	} {
		list = append(list, generated{m.path, func(ctx context.Context, root string, t *tools.Tools) ([]byte, error) {
			return dataTable(ctx, root, t, m.script)
		}})
	}
	for _, m := range []struct{ file, name, entry string }{
		{"internal_streams.gen.js", "readable-stream", "lib/stream.js"},
	} {
		list = append(list, generated{"runtime/webapi/node/js/" + m.file, func(ctx context.Context, root string, t *tools.Tools) ([]byte, error) {
			return nodeBundle(ctx, root, t, m.name, m.entry)
		}})
	}
	return list
}

func generate(ctx context.Context, root string, t *tools.Tools, check bool, out io.Writer) error {
	var all []error
	for _, g := range allGenerated() {
		path := filepath.Join(root, filepath.FromSlash(g.path))
		want, err := g.make(ctx, root, t)
		if err != nil {
			all = append(all, fmt.Errorf("%s: %w", g.path, err))
			continue
		}
		have, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(have, want):
		case check:
			all = append(all, fmt.Errorf("%s is not what it is made from: run `go run ./cmd/w2c-dev generate`", g.path))
		default:
			if err := os.WriteFile(path, want, 0o644); err != nil {
				all = append(all, err)
			}
			fmt.Fprintf(out, "generated %s\n", g.path)
		}
	}
	return errors.Join(all...)
}

// mediaTypes is the table of the package that wrangler asks for content types.
func mediaTypes(ctx context.Context, root string, t *tools.Tools) ([]byte, error) {
	node, modules, err := devPackages(ctx, t)
	if err != nil {
		return nil, err
	}
	const script = `
		const { default: mime } = await import(process.argv[1]);
		console.log(JSON.stringify(Object.fromEntries(mime._getTestState().types)));`
	cmd := exec.CommandContext(ctx, node, "--input-type=module", "-e", script, filepath.Join(modules, "mime", "dist", "src", "index.js"))
	data, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("read the table of mime: %w", err)
	}
	types := map[string]string{}
	if err := json.Unmarshal(data, &types); err != nil {
		return nil, err
	}
	var version struct{ Version string }
	data, err = os.ReadFile(filepath.Join(modules, "mime", "package.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated from the npm package mime %s, which wrangler asks for content types. DO NOT EDIT.\n\n", version.Version)
	b.WriteString("package build\n\n// types maps an extension, lower case and without the dot, to its media type.\nvar types = map[string]string{\n")
	for _, ext := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&b, "\t%q: %q,\n", ext, types[ext])
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}
