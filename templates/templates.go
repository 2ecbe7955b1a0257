// Package templates lists the places a converted app can be deployed to. A
// target reads the plan and nothing else and returns files; adding one is a
// folder below and one line in Targets.
package templates

import (
	"fmt"
	"sort"
	"strings"

	"github.com/w2c-dev/w2c/templates/common"
	"github.com/w2c-dev/w2c/templates/compose"
	"github.com/w2c-dev/w2c/templates/coolify"
	"github.com/w2c-dev/w2c/templates/fly"
	"github.com/w2c-dev/w2c/transform/plan"
)

// Target is a place to deploy to.
type Target interface {
	// Name is the value of --deploy.
	Name() string
	// Files are the target's own files; the Dockerfile and what every target
	// shares come from templates/common.
	Files(plan.Plan) ([]plan.File, error)
}

// Targets is the list; the first is the default. compose.yaml is written for
// every target, because it is how the app is tried before it is deployed.
var Targets = []Target{fly.Target{}, coolify.Target{}, compose.Target{}}

// Files returns everything around the app that p asks for, sorted by path.
func Files(p plan.Plan) ([]plan.File, error) {
	target, err := find(p.Deploy)
	if err != nil {
		return nil, err
	}
	files, err := common.Files(p)
	if err != nil {
		return nil, fmt.Errorf("write common files: %w", err)
	}
	for _, t := range []Target{compose.Target{}, target} {
		own, err := t.Files(p)
		if err != nil {
			return nil, fmt.Errorf("write files for %s: %w", t.Name(), err)
		}
		files = append(files, own...)
		if t.Name() == target.Name() {
			break
		}
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	for i := 1; i < len(files); i++ {
		if files[i].Path == files[i-1].Path {
			return nil, fmt.Errorf("write files for %s: %s is written twice", target.Name(), files[i].Path)
		}
	}
	return files, nil
}

func find(name string) (Target, error) {
	var names []string
	for _, t := range Targets {
		if t.Name() == name {
			return t, nil
		}
		names = append(names, t.Name())
	}
	return nil, fmt.Errorf("no deploy target %q: there are %s", name, strings.Join(names, ", "))
}
