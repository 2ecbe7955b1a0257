package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/w2c-dev/w2c/runtime/nodehost"
	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/bundle"
)

// A project that keeps the Worker's source is built by its build.mjs before it
// runs, which costs half a second each time. Tests do its first step here, by the
// same settings, and let Node run server.ts as it is; that build.mjs does the same
// is TestBuilt's to show.

// bundled is the file that stands in for the Worker's entry.
const bundled = "src/w2c-bundled.js"

// bundleWorker bundles the Worker from the output's own files and has the output
// find it by the name that server.ts imports.
func bundleWorker(project, out string, r transform.Result) error {
	plain := *r.Worker
	plain.Out = bundled
	code, sourceMap, err := plain.Build(out)
	if err != nil {
		return err
	}
	if r.Plan.Source.Routing != "lifted" {
		want, _, err := r.Worker.Build(project)
		if err != nil {
			return err
		}
		if !bundle.Same(anywhere(code), anywhere(want)) {
			return errors.New("the output's files make another script than the project's")
		}
	}
	code = append(code, "//# sourceMappingURL=w2c-bundled.js.map\n"...)
	for name, data := range map[string][]byte{bundled: code, bundled + ".map": sourceMap} {
		if err := os.WriteFile(filepath.Join(out, filepath.FromSlash(name)), data, 0o644); err != nil {
			return err
		}
	}
	file := filepath.Join(out, "package.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	entry := fmt.Sprintf("%q: %q", nodehost.WorkerName, "./"+r.Worker.Entry)
	if !strings.Contains(string(text), entry) {
		return fmt.Errorf("package.json has no %s", entry)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(text), entry, fmt.Sprintf("%q: %q", nodehost.WorkerName, "./"+bundled), 1)), 0o644)
}

var packages = regexp.MustCompile(`[^\s"]*node_modules/`)

// anywhere is a script without the places of packages, which links lead to.
func anywhere(code []byte) []byte { return packages.ReplaceAll(code, []byte("node_modules/")) }
