package templates_test

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/w2c-dev/w2c/transform/plan"
)

// load reads a compose file as docker compose does, with env as .env.
func load(t *testing.T, file string, data []byte, env types.Mapping) (*types.Project, error) {
	t.Helper()
	return loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  t.TempDir(),
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(t.TempDir(), file), Content: data}},
		Environment: env,
	}, func(o *loader.Options) { o.SetProjectName("check", true); o.SkipResolveEnvironment = true })
}

func TestComposeFiles(t *testing.T) {
	for name, p := range plans {
		files := written(t, p)
		project, err := load(t, "compose.yaml", files["compose.yaml"].Data, types.Mapping{})
		if err != nil {
			t.Errorf("%s: compose.yaml: %v", name, err)
			continue
		}
		checkApp(t, name, p, project)
		if files["docker-compose.coolify.yaml"].Data == nil {
			continue
		}
		env := types.Mapping{}
		for _, m := range magic.FindAllString(string(files["docker-compose.coolify.yaml"].Data), -1) {
			env[m] = "x"
		}
		for _, s := range p.Secrets {
			env[s] = "x"
		}
		env["UPSTREAM_ORIGIN"] = "https://origin.example.com"
		project, err = load(t, "docker-compose.coolify.yaml", files["docker-compose.coolify.yaml"].Data, env)
		if err != nil {
			t.Errorf("%s: docker-compose.coolify.yaml: %v", name, err)
			continue
		}
		checkApp(t, name, p, project)
	}
}

// magic are the names Coolify fills in; a misspelt prefix would stay empty.
var magic = regexp.MustCompile(`\bSERVICE_(?:URL|FQDN|USER|PASSWORD|PASSWORD_64|BASE64|HEX_32)_[A-Z0-9_]+`)

func checkApp(t *testing.T, name string, p plan.Plan, project *types.Project) {
	t.Helper()
	app := project.Services["app"]
	if !app.ReadOnly || !slices.Equal(app.CapDrop, []string{"ALL"}) || !slices.Contains(app.SecurityOpt, "no-new-privileges:true") {
		t.Errorf("%s: the app may do more than it has to", name)
	}
	if app.StopGracePeriod == nil || app.StopGracePeriod.String() != "30s" {
		t.Errorf("%s: stop_grace_period is %v", name, app.StopGracePeriod)
	}
	mounted := slices.ContainsFunc(app.Volumes, func(v types.ServiceVolumeConfig) bool { return v.Target == "/data" && v.Type == "volume" })
	if mounted != p.Uses.Disk {
		t.Errorf("%s: a volume at /data: %v, state on disk: %v", name, mounted, p.Uses.Disk)
	}
	redis, ok := project.Services["redis"]
	if ok != (p.State == "services" && len(p.Services) > 0) {
		t.Errorf("%s: redis runs: %v", name, ok)
	}
	if !ok {
		return
	}
	command := strings.Join(redis.Command, " ")
	for _, want := range []string{"--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction"} {
		if !strings.Contains(command, want) {
			t.Errorf("%s: redis runs without %s", name, want)
		}
	}
	if len(redis.Volumes) != 1 || redis.Volumes[0].Target != "/data" {
		t.Errorf("%s: redis has no volume at /data", name)
	}
	if app.DependsOn["redis"].Condition != "service_healthy" {
		t.Errorf("%s: the app does not wait for redis", name)
	}
}

// .env.example must mean to docker compose what the plan says.
func TestEnvExampleReadsBack(t *testing.T) {
	p := plans["shortener-hono-fly"]
	text := string(written(t, p)[".env.example"].Data)
	text = regexp.MustCompile(`(?m)^#(TITLE|LIMITS|TEXT)=`).ReplaceAllString(text, "$1=")
	env, err := readDotEnv(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range p.Vars {
		if env[v.Name] != v.Value {
			t.Errorf("%s: compose reads %q, the plan says %q", v.Name, env[v.Name], v.Value)
		}
	}
}
