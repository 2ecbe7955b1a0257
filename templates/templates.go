// Package templates lists the places a converted app can be deployed to. A
// target reads the plan and nothing else and returns files; adding one is a
// folder below and one line in Targets.
package templates

import "github.com/w2c-dev/w2c/transform/plan"

// Target is a place to deploy to.
type Target interface {
	// Name is the value of --deploy.
	Name() string
	// Files are the target's own files; the Dockerfile and what every target
	// shares come from templates/common.
	Files(plan.Plan) ([]plan.File, error)
}
