// Package compose writes compose.yaml: the app on one machine, as it is tried
// before a deployment and as it can be run for good behind a reverse proxy.
package compose

import (
	"embed"

	"github.com/w2c-dev/w2c/templates/common"
	"github.com/w2c-dev/w2c/transform/plan"
)

//go:embed *.tmpl
var files embed.FS

// Target is docker compose.
type Target struct{}

// Name is the value of --deploy.
func (Target) Name() string { return "compose" }

// Files returns compose.yaml.
func (Target) Files(p plan.Plan) ([]plan.File, error) {
	return common.RenderAll(files, []common.Template{{Name: "compose.yaml.tmpl", Path: "compose.yaml"}}, common.FactsOf(p))
}
