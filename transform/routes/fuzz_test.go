package routes_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/transform/routes"
)

// FuzzLift: whatever the source is, the analyser ends without an error of its
// own, and what it writes of a source that esbuild reads esbuild reads too.
func FuzzLift(f *testing.F) {
	inputs, err := filepath.Glob("testdata/routes/*/input.*")
	if err != nil || len(inputs) == 0 {
		f.Fatal("no cases", err)
	}
	for i, name := range inputs {
		if i%6 != 0 { // TestGoldens has them all, and the analyser takes its time
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), true)
	}
	f.Add("export default { fetch(r) { const u = new URL(r.url); if (u.pathname === '/a') return new Response(''); return fetch(r) } }", false)
	f.Add("export default { fetch(r) { switch (new URL(r.url).pathname) { case `/x`: { return new Response(1) } default: } } }", false)
	reads := func(text string) bool {
		return len(api.Transform(text, api.TransformOptions{Loader: api.LoaderTS, Target: api.ESNext}).Errors) == 0
	}
	f.Fuzz(func(t *testing.T, source string, express bool) {
		target := routes.Hono
		if express {
			target = routes.Express
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		result, err := routes.Lift(ctx, routes.Input{
			Entry: "src/index.ts", Target: target, Platform: "src/platform",
			Read: func(path string) ([]byte, error) {
				if path != "src/index.ts" {
					return nil, fs.ErrNotExist
				}
				return []byte(source), nil
			},
		})
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("%d bytes take longer than 20 s", len(source))
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range result.Files {
			if reads(source) && !reads(string(text)) {
				t.Fatalf("esbuild does not read:\n%s", text)
			}
		}
	})
}
