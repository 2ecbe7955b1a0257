package keep

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/w2c-dev/w2c/runtime/nodehost"
	"github.com/w2c-dev/w2c/transform/bundle"
)

//go:embed build.mjs.tmpl
var buildText string

var buildTemplate = template.Must(template.New("build.mjs").Option("missingkey=error").Funcs(template.FuncMap{
	"js": js, "key": key, "list": list, "extensions": bundle.Extensions,
}).Parse(buildText))

// script is what the template asks for beside the settings.
type script struct {
	bundle.Plain
	Server, Name, WasmImport          string
	Loaders                           map[string]string
	Outside                           []string
	NodeModules, NodeV2, ALS, Limited bool
}

// BuildScript writes build.mjs: the Worker by p's settings, then the server. It
// is laid out as prettier would.
func BuildScript(p bundle.Plain, server string) ([]byte, error) {
	s := script{
		Plain: p, Server: server, Name: nodehost.WorkerName, WasmImport: bundle.WasmImport,
		Loaders: map[string]string{".js": "jsx", ".mjs": "jsx", ".cjs": "jsx"},
		Outside: append([]string{"__STATIC_CONTENT_MANIFEST"}, p.External...),
		NodeV2:  p.Node == bundle.NodeV2, ALS: p.Node == bundle.NodeALS,
	}
	s.NodeModules = p.Node != bundle.NodeNone || p.Absent
	s.Limited = p.Node == bundle.NodeALS || p.Node == bundle.NodeNone
	for _, ext := range p.Text {
		s.Loaders[ext] = "text"
	}
	var b bytes.Buffer
	if err := buildTemplate.Execute(&b, s); err != nil {
		return nil, fmt.Errorf("write build.mjs: %w", err)
	}
	return b.Bytes(), nil
}

// js is a string as prettier writes it: with the quotes that need fewer escapes.
func js(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""` // a string always encodes
	}
	text := strings.TrimSuffix(b.String(), "\n")
	if strings.Count(text, `\"`) <= strings.Count(text, "'") {
		return text
	}
	inner := strings.ReplaceAll(text[1:len(text)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
}

var bareKey = regexp.MustCompile(`^[A-Za-z_$][\w$]*$`)

// key is a property's name, in quotes where it needs them.
func key(name string) string {
	if bareKey.MatchString(name) {
		return name
	}
	return js(name)
}

func list(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = js(n)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
