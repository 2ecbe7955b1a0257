package image

import (
	"archive/tar"
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// A base image stands in for one that a registry would give: this machine's
// Node with its libraries, under the paths that the real image has.

// standIn collects the files of one layer.
type standIn struct {
	t    *testing.T
	buf  bytes.Buffer
	tw   *tar.Writer
	seen map[string]bool
}

func newStandIn(t *testing.T) *standIn {
	s := &standIn{t: t, seen: map[string]bool{}}
	s.tw = tar.NewWriter(&s.buf)
	for _, dir := range []string{"tmp", "proc", "sys", "dev", "root", "etc"} {
		s.add(&tar.Header{Typeflag: tar.TypeDir, Name: dir, Mode: 0o1777}, nil)
	}
	return s
}

func (s *standIn) add(h *tar.Header, data []byte) {
	s.t.Helper()
	if s.seen[h.Name] {
		return
	}
	s.seen[h.Name] = true
	h.Size = int64(len(data))
	if err := s.tw.WriteHeader(h); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.tw.Write(data); err != nil {
		s.t.Fatal(err)
	}
}

func (s *standIn) file(src, dst string) {
	s.t.Helper()
	data, err := os.ReadFile(src)
	if err != nil {
		s.t.Fatal(err)
	}
	info, err := os.Stat(src)
	if err != nil {
		s.t.Fatal(err)
	}
	s.add(&tar.Header{Typeflag: tar.TypeReg, Name: dst, Mode: int64(info.Mode().Perm())}, data)
}

func (s *standIn) link(dst, to string) {
	s.add(&tar.Header{Typeflag: tar.TypeSymlink, Name: dst, Linkname: to, Mode: 0o777}, nil)
}

var library = regexp.MustCompile(`(/\S+) \(0x`)

// program adds an executable and the libraries it is linked with.
func (s *standIn) program(src, dst string) {
	s.t.Helper()
	s.file(src, dst)
	out, err := exec.Command("ldd", src).Output()
	if err != nil {
		return // static
	}
	for _, m := range library.FindAllStringSubmatch(string(out), -1) {
		s.file(m[1], strings.TrimPrefix(m[1], "/"))
	}
}

func (s *standIn) tree(src, dst string) {
	s.t.Helper()
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		if d.Type()&fs.ModeSymlink != 0 {
			to, err := os.Readlink(path)
			s.link(filepath.Join(dst, rel), to)
			return err
		}
		s.file(path, filepath.Join(dst, rel))
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// layout writes the image as an OCI layout.
func (s *standIn) layout(tag string, config v1.Config) Base {
	s.t.Helper()
	if err := s.tw.Close(); err != nil {
		s.t.Fatal(err)
	}
	data := s.buf.Bytes()
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}, tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(1))
	if err != nil {
		s.t.Fatal(err)
	}
	img := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	if img, err = mutate.ConfigFile(img, &v1.ConfigFile{Architecture: "amd64", OS: "linux", Config: config}); err != nil {
		s.t.Fatal(err)
	}
	if img, err = mutate.AppendLayers(img, layer); err != nil {
		s.t.Fatal(err)
	}
	dir := s.t.TempDir()
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		s.t.Fatal(err)
	}
	err = path.AppendImage(img,
		layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": tag}),
		layout.WithPlatform(v1.Platform{OS: "linux", Architecture: "amd64"}))
	if err != nil {
		s.t.Fatal(err)
	}
	return Base{Layout: dir, Tag: tag}
}

const (
	buildImage = "node:24-trixie-slim"
	runImage   = "gcr.io/distroless/nodejs24-debian13:nonroot"
)

// nodeBases are the two images that the Node Dockerfile starts from.
func nodeBases(t *testing.T, node string) map[string]Base {
	t.Helper()
	certificates := "/etc/ssl/certs/ca-certificates.crt"

	npm := output(t, "npm", "root", "--global")
	build := newStandIn(t)
	build.program(node, "usr/local/bin/node")
	build.program("/bin/dash", "bin/sh")
	build.program("/usr/bin/env", "usr/bin/env")
	build.tree(filepath.Join(npm, "npm"), "usr/local/lib/node_modules/npm")
	build.link("usr/local/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js")
	build.file(certificates, "etc/ssl/certs/ca-certificates.crt")

	// Only these test images know where this machine gets its packages from.
	environment := []string{
		"PATH=/usr/local/bin:/usr/bin:/bin",
		"NODE_EXTRA_CA_CERTS=" + certificates,
		"NPM_CONFIG_REGISTRY=" + output(t, "npm", "config", "get", "registry"),
	}

	run := newStandIn(t)
	run.program(node, "nodejs/bin/node")
	run.file(certificates, "etc/ssl/certs/ca-certificates.crt")

	return map[string]Base{
		buildImage: build.layout("24-trixie-slim", v1.Config{Env: environment}),
		runImage:   run.layout("nonroot", v1.Config{User: "65532", Entrypoint: []string{"/nodejs/bin/node"}}),
	}
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	return strings.TrimSpace(string(out))
}
