package routes

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/w2c-dev/w2c/transform/routes"
)

// sample is a program that Node lifted, for goja to lift too.
type sample struct {
	Seed   int
	Target string
	Entry  string
	Files  map[string]string
	Result struct {
		Files  map[string]string
		Form   string
		Why    string
		Routes []routes.Route
	}
}

// analyser is the script that w2c runs in goja, as it was when the run began.
func (b *bench) analyser() string { return filepath.Join(b.dir, "analyser.js") }

func (b *bench) copyAnalyser() error {
	data, err := os.ReadFile(filepath.Join(b.Root, "transform", "routes", "analyser.gen.js"))
	if err != nil {
		return err
	}
	return write(b.dir, "analyser.js", data)
}

// compareWithGoja lifts the samples as w2c does: the bulk of the programs was
// lifted by the same analyser in Node, and it must write the same bytes here.
func compareWithGoja(ctx context.Context, samples []sample) Outcome {
	var (
		mu   sync.Mutex
		errs []error
		wg   sync.WaitGroup
	)
	next := make(chan sample)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for s := range next {
				if err := s.compare(ctx); err != nil {
					mu.Lock()
					errs = append(errs, fmt.Errorf("seed %d, %s: %w", s.Seed, s.Target, err))
					mu.Unlock()
				}
			}
		})
	}
	for _, s := range samples {
		next <- s
	}
	close(next)
	wg.Wait()
	if len(samples) == 0 {
		errs = append(errs, errors.New("nothing was compared"))
	}
	return Outcome{Name: "goja writes what Node writes", Said: fmt.Sprintf("%d programs lifted in both, %d differ", len(samples), len(errs)), Err: errors.Join(errs...)}
}

func (s sample) compare(ctx context.Context) error {
	got, err := routes.Lift(ctx, routes.Input{
		Entry: s.Entry, Target: routes.Target(s.Target), Platform: platformFolder,
		Read: func(path string) ([]byte, error) {
			text, ok := s.Files[path]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return []byte(text), nil
		},
	})
	if err != nil {
		return err
	}
	files := map[string]string{}
	for name, data := range got.Files {
		files[name] = string(data)
	}
	want := s.Result
	switch {
	case string(got.Form) != want.Form || got.Why != want.Why:
		return fmt.Errorf("goja: %s %q, Node: %s %q", got.Form, got.Why, want.Form, want.Why)
	case !maps.Equal(files, want.Files):
		return fmt.Errorf("goja wrote\n%v\nNode wrote\n%v", files, want.Files)
	case !slices.EqualFunc(got.Routes, want.Routes, sameRoute):
		return fmt.Errorf("goja listed\n%+v\nNode listed\n%+v", got.Routes, want.Routes)
	}
	return nil
}

func sameRoute(a, b routes.Route) bool {
	same := slices.Equal(a.Methods, b.Methods)
	a.Methods, b.Methods = nil, nil
	return same && fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b)
}

// platformFolder is where the platform lies in a converted project.
const platformFolder = "src/platform"
