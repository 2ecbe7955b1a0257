// Package coolify writes what a Coolify server needs: a compose file with its
// magic variables, the body that creates the application over its API, the
// names of the variables, and a script that deploys.
package coolify

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"

	"github.com/w2c-dev/w2c/templates/common"
	"github.com/w2c-dev/w2c/transform/plan"
)

//go:embed *.tmpl
var files embed.FS

// Target is Coolify.
type Target struct{}

// Name is the value of --deploy.
func (Target) Name() string { return "coolify" }

// application is the body of POST /api/v1/applications/public. Coolify refuses
// the whole request for one key it does not know, so there is no room for comments.
type application struct {
	ProjectUUID     string `json:"project_uuid"`
	ServerUUID      string `json:"server_uuid"`
	Environment     string `json:"environment_name"`
	Name            string `json:"name"`
	Description     string `json:"description"`
	Repository      string `json:"git_repository"`
	Branch          string `json:"git_branch"`
	BuildPack       string `json:"build_pack"`
	Compose         string `json:"docker_compose_location,omitempty"`
	Dockerfile      string `json:"dockerfile_location,omitempty"`
	Ports           string `json:"ports_exposes,omitempty"`
	ForceHTTPS      bool   `json:"is_force_https_enabled"`
	Memory          string `json:"limits_memory,omitempty"`
	StopGracePeriod int    `json:"stop_grace_period,omitempty"`
	InstantDeploy   bool   `json:"instant_deploy"`
}

// Files returns the four files.
func (Target) Files(p plan.Plan) ([]plan.File, error) {
	f := common.FactsOf(p)
	out, err := common.RenderAll(files, []common.Template{
		{Name: "compose.tmpl", Path: "docker-compose.coolify.yaml"},
		{Name: "deploy.sh.tmpl", Path: "deploy-coolify.sh", Executable: true},
		{Name: "env.tmpl", Path: ".env.coolify"},
	}, data{Facts: f, Key: envKey(f.App)})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(app(f)); err != nil {
		return nil, fmt.Errorf("write coolify.json: %w", err)
	}
	return append(out, plan.File{Path: "coolify.json", Data: b.Bytes()}), nil
}

type data struct {
	common.Facts
	Key string
}

// app chooses the build pack. With data, compose: its volumes are declared in
// the file and cannot be forgotten. Without, the Dockerfile: only that build
// pack replaces containers without a gap.
func app(f common.Facts) application {
	a := application{
		ProjectUUID: "REPLACE_WITH_PROJECT_UUID", ServerUUID: "REPLACE_WITH_SERVER_UUID", Environment: "production",
		Name: f.App, Description: "Cloudflare Worker " + f.App + ", converted by w2c",
		Repository: "https://git.example.com/you/" + f.App, Branch: "main",
		ForceHTTPS: true,
	}
	if f.Uses.Disk || f.HasRedis() {
		a.BuildPack, a.Compose = "dockercompose", "/docker-compose.coolify.yaml"
		return a
	}
	a.BuildPack, a.Dockerfile, a.Ports = "dockerfile", "/Dockerfile", "8080"
	a.Memory, a.StopGracePeriod = fmt.Sprintf("%dm", f.Memory()), 30
	return a
}

// envKey is the app's name inside Coolify's variable names.
func envKey(name string) string {
	out := []byte(name)
	for i, c := range out {
		switch {
		case c >= 'a' && c <= 'z':
			out[i] = c - 'a' + 'A'
		case c == '-':
			out[i] = '_'
		}
	}
	return string(out)
}
