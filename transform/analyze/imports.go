package analyze

import (
	"sort"
	"strings"

	"github.com/dop251/goja/ast"

	"github.com/w2c-dev/w2c/transform/diag"
)

// Import is a name that the script takes from a platform module.
type Import struct {
	Module, Name string
	// Asked: it is a member of the module as a whole (import * as m), which is
	// undefined where the module has none. A name imported by itself must be there.
	Asked bool
	Span  diag.Span
}

// hostModule begins the name under which a bundle has a platform module; see
// transform/bundle.
const hostModule = "w2c-host:"

// imports finds the names taken from cloudflare: modules. In the bundle they look
// like this; esbuild calls the variable import_… where names were imported, and as
// the script does where the module was.
//
//	var require_workers = __commonJS({ "w2c-host:cloudflare:workers"(exports, module) { … } });
//	var import_workers = __toESM(require_workers());
//	… import_workers.env …
func (a *analysis) imports() {
	t := a.index()
	modules := map[string]string{} // variable → module
	for name, value := range t.values {
		if m := t.hostModule(value); strings.HasPrefix(m, "cloudflare:") {
			modules[name] = m
		}
	}
	if len(modules) == 0 {
		return
	}
	found := map[Import]bool{}
	note := func(variable, name string, idx int) {
		i := Import{Module: modules[variable], Name: name, Asked: !strings.HasPrefix(variable, "import_")}
		if found[i] {
			return
		}
		found[i] = true
		i.Span = a.places.span(idx)
		a.facts.Imports = append(a.facts.Imports, i)
	}
	Walk(a.in.Tree, func(n any) bool {
		switch n := n.(type) {
		case *ast.DotExpression:
			if id, ok := n.Left.(*ast.Identifier); ok && modules[id.Name.String()] != "" {
				note(id.Name.String(), n.Identifier.Name.String(), int(n.Idx0()))
			}
		case *ast.Binding:
			id, ok := n.Initializer.(*ast.Identifier)
			pattern, isPattern := n.Target.(*ast.ObjectPattern)
			if !ok || !isPattern || modules[id.Name.String()] == "" {
				break
			}
			for _, p := range pattern.Properties {
				if name, _ := property(p); name != "" {
					note(id.Name.String(), name, int(p.Idx0()))
				}
			}
		}
		return true
	}, nil)
	sort.SliceStable(a.facts.Imports, func(i, j int) bool {
		x, y := a.facts.Imports[i], a.facts.Imports[j]
		return x.Module < y.Module || x.Module == y.Module && x.Name < y.Name
	})
}

// hostModule is the platform module that a variable's value is; "" for another.
func (t *definitions) hostModule(value ast.Expression) string {
	esm, ok := value.(*ast.CallExpression)
	if !ok || !calls(esm, "__toESM") || len(esm.ArgumentList) == 0 {
		return ""
	}
	required, ok := esm.ArgumentList[0].(*ast.CallExpression)
	if !ok {
		return ""
	}
	id, ok := required.Callee.(*ast.Identifier)
	if !ok {
		return ""
	}
	wrapper, ok := t.values[id.Name.String()].(*ast.CallExpression)
	if !ok || !calls(wrapper, "__commonJS") || len(wrapper.ArgumentList) == 0 {
		return ""
	}
	o, ok := wrapper.ArgumentList[0].(*ast.ObjectLiteral)
	if !ok || len(o.Value) == 0 {
		return ""
	}
	name, _ := property(o.Value[0])
	module, ok := strings.CutPrefix(name, hostModule)
	if !ok {
		return ""
	}
	return module
}

func calls(n *ast.CallExpression, name string) bool {
	id, ok := n.Callee.(*ast.Identifier)
	return ok && id.Name.String() == name
}
