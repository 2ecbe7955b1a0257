// Package build makes the configuration of a site when a Worker is converted:
// it lists the files with their types and ETags and reads _headers and
// _redirects, so that the hosts have nothing left to parse.
package build

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lukechampine.com/blake3"

	"github.com/w2c-dev/w2c/runtime/bindings/assets"
	"github.com/w2c-dev/w2c/runtime/manifest"
)

const (
	headersFile   = "_headers"
	redirectsFile = "_redirects"
)

// Site is what a build starts from.
type Site struct {
	Binding manifest.Binding // as assets.Kind.FromConfig made it
	Dir     string
	Files   []string // slash paths below Dir, sorted
	Worker  bool     // there is a Worker behind the files
	Date    string   // compatibility date
	Flags   []string // compatibility flags
}

// Problem is a line of _headers or _redirects that is ignored, as at Cloudflare.
type Problem struct {
	File    string
	Line    int    // 0 for the file as a whole
	Text    string // the line
	Message string
}

// Result is the finished binding and the files to copy.
type Result struct {
	Binding  manifest.Binding
	Files    []string
	Problems []Problem
}

// Build completes the binding of a site.
func Build(s Site) (Result, error) {
	var c assets.Config
	if err := json.Unmarshal(s.Binding.Config, &c); err != nil {
		return Result{}, fmt.Errorf("read assets configuration: %w", err)
	}
	c.Worker = s.Worker
	c.Navigate = navigate(s.Date, s.Flags)
	var r Result
	for _, name := range s.Files {
		if name == headersFile || name == redirectsFile {
			continue
		}
		etag, err := contentHash(s.Dir, name)
		if err != nil {
			return Result{}, fmt.Errorf("read assets: %w", err)
		}
		c.Files = append(c.Files, assets.File{Path: "/" + name, ETag: etag, Type: ContentType(name)})
		r.Files = append(r.Files, name)
	}
	if text, err := readRules(s.Dir, redirectsFile); err != nil {
		return Result{}, err
	} else if text != "" {
		c.Redirects, r.Problems = parseRedirects(text, c.HTMLHandling)
	}
	if text, err := readRules(s.Dir, headersFile); err != nil {
		return Result{}, err
	} else if text != "" {
		rules, problems := parseHeaders(text)
		c.Headers, r.Problems = rules, append(r.Problems, problems...)
	}
	config, err := json.Marshal(c)
	if err != nil {
		return Result{}, fmt.Errorf("encode assets: %w", err)
	}
	r.Binding = s.Binding
	r.Binding.Config = config
	return r, nil
}

func readRules(dir, name string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read assets: %w", err)
	}
	return string(data), nil
}

// navigate resolves the flag assets_navigation_prefers_asset_serving.
func navigate(date string, flags []string) bool {
	const enable, disable = "assets_navigation_prefers_asset_serving", "assets_navigation_has_no_effect"
	return slices.Contains(flags, enable) || date >= "2025-04-01" && !slices.Contains(flags, disable)
}

// contentHash is the hash wrangler uploads a file under, which Cloudflare serves
// as its ETag: clients keep their caches across the move.
func contentHash(dir, name string) (string, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := blake3.New(32, nil)
	encoder := base64.NewEncoder(base64.StdEncoding, h)
	if _, err := io.Copy(encoder, f); err != nil {
		return "", err
	}
	if err := encoder.Close(); err != nil {
		return "", err
	}
	if _, err := io.WriteString(h, strings.TrimPrefix(extension(name), ".")); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil))[:32], nil
}

// extension is Node's path.extname: none for a dot-file without another dot.
func extension(name string) string {
	base := path.Base(name)
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		return base[i:]
	}
	return ""
}

// ContentType is the media type of a file by its name, "" when nobody knows.
func ContentType(name string) string {
	base := strings.ToLower(path.Base(name))
	i := strings.LastIndexByte(base, '.')
	ext := base[i+1:]
	// A dot-file such as ".html" has no extension; a name without any dot and
	// without a folder is taken for one.
	if i == 0 || i < 0 && strings.Contains(name, "/") {
		return ""
	}
	t := types[ext]
	if strings.HasPrefix(t, "text/") && !strings.Contains(t, "charset") {
		t += "; charset=utf-8"
	}
	return t
}
