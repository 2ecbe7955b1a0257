package overlay

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// scripts puts the host's own scripts into dir without comments and white
// space, and says where they are, by their path below source: the host is
// smaller, and has less to read when it starts. A file that is only a piece of
// a script stays as it is.
func scripts(dir, source string) (map[string]string, error) {
	files := map[string]string{}
	for _, room := range []string{"webapi", "gojahost"} {
		root := filepath.Join(source, "runtime", room)
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir() || filepath.Ext(path) != ".js":
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			r := api.Transform(string(text), api.TransformOptions{
				Loader: api.LoaderJS, Target: api.ESNext, Charset: api.CharsetUTF8,
				MinifyWhitespace: true, LegalComments: api.LegalCommentsNone, TreeShaking: api.TreeShakingFalse,
			})
			if len(r.Errors) > 0 || len(r.Code) >= len(text) {
				return nil
			}
			rel, err := filepath.Rel(source, path)
			if err != nil {
				return err
			}
			files[rel] = filepath.Join(dir, "script_"+strings.ReplaceAll(rel, string(filepath.Separator), "_"))
			return os.WriteFile(files[rel], r.Code, 0o644)
		})
		if err != nil {
			return nil, fmt.Errorf("shorten scripts: %w", err)
		}
	}
	return files, nil
}
