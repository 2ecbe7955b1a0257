package rewrite

import (
	"errors"
	"strings"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// Plain compiles a classic script for goja, with the same recipe a Worker's
// bundle goes through: what goja lacks is lowered, its parser's defects are
// worked round, regular expressions are translated. Global names stay global.
// It is for suites of scripts, which are not bundled; it keeps no source map.
// name is what stack traces call the script.
func Plain(name, source string) (*goja.Program, error) {
	built := api.Transform(source, api.TransformOptions{
		Target: api.ESNext, Supported: gojaLacks(), Charset: api.CharsetUTF8, LogLevel: api.LogLevelSilent,
		KeepNames: true,
	})
	if len(built.Errors) > 0 {
		return nil, errors.New(built.Errors[0].Text)
	}
	t := &text{code: string(built.Code), private: map[string]int{}}
	tree, err := repair(t)
	if err != nil {
		return nil, err
	}
	if err := privateNames(t, tree); err != nil {
		return nil, err
	}
	if idle, _ := names(tree); len(idle) > 0 {
		dropNames(t, idle)
		if tree, err = repair(t); err != nil {
			return nil, err
		}
	}
	changed, ds := regexLiterals(t, tree, &sourcemap.Map{})
	if ds.HasErrors() {
		return nil, errors.New(ds[0].Message)
	}
	if strings.Contains(t.code, "new.target") {
		if changed {
			if tree, err = repair(t); err != nil {
				return nil, err
			}
		}
		newTargets(t, tree)
	}
	return goja.Compile(name, t.code, false)
}
