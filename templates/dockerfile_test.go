package templates_test

import (
	"strings"
	"testing"
)

func TestDockerfiles(t *testing.T) {
	for name, p := range plans {
		text := string(written(t, p)["Dockerfile"].Data)
		for _, want := range []string{"USER 65532:65532\n", "\nSTOPSIGNAL SIGTERM\n", "\nHEALTHCHECK ", "\nENTRYPOINT [\""} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", name, want)
			}
		}
		for _, never := range []string{"\nVOLUME", "curl", "wget", "# syntax="} {
			if strings.Contains(strings.ReplaceAll(text, "no curl", ""), never) {
				t.Errorf("%s: %q in the Dockerfile", name, never)
			}
		}
		if p.Server.Name == "goja" && (strings.Count(text, "FROM ") != 1 || !strings.Contains(text, "FROM scratch\n")) {
			t.Errorf("%s: the goja image has a base", name)
		}
	}
}

// The image copies only what .dockerignore lets in.
func TestDockerignoreLetsInWhatIsCopied(t *testing.T) {
	for name, p := range plans {
		files := written(t, p)
		var allowed []string
		for _, line := range strings.Split(string(files[".dockerignore"].Data), "\n") {
			if strings.HasPrefix(line, "!") {
				allowed = append(allowed, line[1:])
			}
		}
		for _, line := range strings.Split(string(files["Dockerfile"].Data), "\n") {
			fields := strings.Fields(line)
			if len(fields) == 0 || fields[0] != "COPY" || strings.Contains(line, "--from") || fields[1] == "." {
				continue
			}
			for _, src := range fields[1 : len(fields)-1] {
				if strings.HasPrefix(src, "--") {
					continue
				}
				src = strings.TrimSuffix(src, "*")
				found := false
				for _, a := range allowed {
					found = found || a == src
				}
				if !found {
					t.Errorf("%s: %s is copied but ignored", name, src)
				}
			}
		}
	}
}
