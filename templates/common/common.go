// Package common writes the files that every deploy target shares: the
// Dockerfile, .dockerignore, .env.example, MIGRATION.md and ROUTES.md.
package common

import (
	"embed"

	"github.com/w2c-dev/w2c/transform/plan"
)

//go:embed *.tmpl
var files embed.FS

// Files returns what every output folder has, whatever its target.
func Files(p plan.Plan) ([]plan.File, error) {
	dockerfile := "Dockerfile.node.tmpl"
	if p.Server.Name == "goja" {
		dockerfile = "Dockerfile.goja.tmpl"
	}
	facts := FactsOf(p)
	list := []Template{
		{Name: dockerfile, Path: "Dockerfile"},
		{Name: "dockerignore.tmpl", Path: ".dockerignore"},
		{Name: "env.example.tmpl", Path: ".env.example"},
		{Name: "MIGRATION.md.tmpl", Path: "MIGRATION.md"},
	}
	if facts.RoutesKnown() {
		list = append(list, Template{Name: "ROUTES.md.tmpl", Path: "ROUTES.md"})
	}
	return RenderAll(files, list, facts)
}
