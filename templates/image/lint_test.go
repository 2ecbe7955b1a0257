package image

import (
	"context"
	"os"
	"path/filepath"
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

// The Dockerfiles of every plan, as the golden files of templates hold them.
func TestDockerfilesLint(t *testing.T) {
	files, err := filepath.Glob("../testdata/*/Dockerfile")
	if err != nil || len(files) == 0 {
		t.Fatalf("no Dockerfiles: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range lint(t, data) {
			t.Errorf("%s: %s", file, w)
		}
	}
	if got := lint(t, []byte("FROM scratch\nCMD a\nCMD b\n")); len(got) == 0 {
		t.Error("the linter finds nothing wrong with two CMDs")
	}
}
