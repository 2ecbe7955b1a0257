package transform

import (
	"path/filepath"
	"slices"

	assetbuild "github.com/w2c-dev/w2c/runtime/bindings/assets/build"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

// site completes the assets binding: its files, their types and ETags and the
// rules of _headers and _redirects are known only now. Lines that Cloudflare
// ignores are ignored here too, with a warning each.
func (c *conversion) site() error {
	a := c.project.Assets
	if a == nil {
		return nil
	}
	i := slices.IndexFunc(c.project.Bindings, func(b manifest.Binding) bool { return b.Kind == "assets" })
	if i < 0 {
		return nil
	}
	r, err := assetbuild.Build(assetbuild.Site{
		Binding: c.project.Bindings[i], Dir: a.Dir, Files: a.Files, Worker: !c.bundler.AssetsOnly(),
		Date: c.project.CompatibilityDate, Flags: c.project.CompatibilityFlags,
	})
	if err != nil {
		return err
	}
	c.project.Bindings[i] = r.Binding
	a.Files = r.Files
	for _, p := range r.Problems {
		file, err := filepath.Rel(c.project.Dir, filepath.Join(a.Dir, p.File))
		if err != nil {
			file = p.File
		}
		c.add(diag.Diagnostic{
			Code: "W2C-C021", Severity: diag.Warning, Message: p.Message,
			Span: diag.Span{File: filepath.ToSlash(file), Line: p.Line, Column: 1, Length: len(p.Text), Text: p.Text},
			Hint: "Cloudflare ignores this line as well",
		})
	}
	return nil
}

// assetFile is a static file of the output, copied and never held in memory.
func assetFile(dir, name string) File {
	return File{File: plan.File{Path: "assets/" + name}, Source: filepath.Join(dir, filepath.FromSlash(name))}
}
