package templates_test

import (
	"context"
	"strings"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
)

// noRegistry stands in for the images a Dockerfile starts from: the linter only
// wants their configuration.
type noRegistry struct{}

func (noRegistry) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	config := []byte(`{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin"]},"rootfs":{"type":"layers","diff_ids":[]}}`)
	return ref, digest.FromBytes(config), config, nil
}

func lint(t *testing.T, dockerfile []byte) []string {
	t.Helper()
	caps := pb.Caps.CapSet(pb.Caps.All())
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", dockerfile)
	def, err := llb.Scratch().File(llb.Mkfile("/Dockerfile", 0o644, dockerfile)).Marshal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source.Definition = def
	res, err := dockerfile2llb.DockerfileLint(t.Context(), dockerfile, dockerfile2llb.ConvertOpt{
		LLBCaps: &caps, SourceMap: source, MetaResolver: noRegistry{},
	})
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, w := range res.Warnings {
		out = append(out, w.RuleName+": "+w.Detail)
	}
	if res.Error != nil {
		out = append(out, res.Error.Message)
	}
	return out
}

func TestDockerfilesLint(t *testing.T) {
	for name, p := range plans {
		file := written(t, p)["Dockerfile"].Data
		for _, w := range lint(t, file) {
			t.Errorf("%s: %s", name, w)
		}
		text := string(file)
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
	if got := lint(t, []byte("FROM scratch\nCMD a\nCMD b\n")); len(got) == 0 {
		t.Error("the linter finds nothing wrong with two CMDs")
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
