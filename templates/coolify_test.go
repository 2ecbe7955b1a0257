package templates_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

func readDotEnv(text string) (map[string]string, error) {
	return dotenv.UnmarshalWithLookup(text, func(string) (string, bool) { return "", false })
}

// Coolify answers 422 to the whole request when one key is not on its list
// (app/Http/Controllers/Api/ApplicationsController.php, create_application).
func TestCoolifyJSON(t *testing.T) {
	data, err := os.ReadFile("testdata/coolify-fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	allowed := strings.Fields(string(data))
	required := []string{"project_uuid", "server_uuid", "environment_name", "git_repository", "git_branch", "build_pack"}
	for name, p := range plans {
		if p.Deploy != "coolify" {
			continue
		}
		var body map[string]any
		if err := json.Unmarshal(written(t, p)["coolify.json"].Data, &body); err != nil {
			t.Fatal(err)
		}
		for k := range body {
			if !slices.Contains(allowed, k) {
				t.Errorf("%s: Coolify refuses the field %q", name, k)
			}
		}
		for _, k := range required {
			if body[k] == "" || body[k] == nil {
				t.Errorf("%s: Coolify needs %q", name, k)
			}
		}
		state := p.Uses.Disk || len(p.Services) > 0
		if compose := body["build_pack"] == "dockercompose"; compose != state {
			t.Errorf("%s: build pack %v, state %v", name, body["build_pack"], state)
		}
		if body["build_pack"] == "dockerfile" && body["ports_exposes"] != "8080" {
			t.Errorf("%s: ports_exposes is %v", name, body["ports_exposes"])
		}
	}
}

// Names only: a value in a file that is committed is a leak.
func TestCoolifyEnvHasNoValues(t *testing.T) {
	for name, p := range plans {
		if p.Deploy != "coolify" {
			continue
		}
		env, err := readDotEnv(string(written(t, p)[".env.coolify"].Data))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range env {
			if v != "" {
				t.Errorf("%s: %s has the value %q", name, k, v)
			}
		}
		for _, s := range p.Secrets {
			if _, ok := env[s]; !ok {
				t.Errorf("%s: the secret %s is not named", name, s)
			}
		}
	}
}
