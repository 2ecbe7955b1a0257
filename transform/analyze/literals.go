package analyze

import (
	"net"
	"net/url"
	"regexp"
	"strings"

	"github.com/dop251/goja/ast"
)

// literal looks at one piece of constant text. whole is false for a part of a
// template that an expression follows, whose end says nothing.
func (a *analysis) literal(s string, whole bool, idx int) {
	if len(s) < 7 {
		return
	}
	a.ownPath(s, idx)
	if host := outboundHost(s, whole); host != "" && a.users(idx) {
		a.outbound[host] = true
	}
}

// users says whether a place is in the user's own files and not in a package.
func (a *analysis) users(idx int) bool {
	span := a.places.span(idx)
	return span.File != "" && !span.InPackage()
}

// ownPath notices the paths that the host would answer itself.
func (a *analysis) ownPath(s string, idx int) {
	if (strings.Contains(s, "healthz") || strings.Contains(s, "readyz")) && a.users(idx) {
		a.facts.OwnPaths = true
	}
}

// namespaces are URLs that name a vocabulary; nobody fetches them.
var namespaces = map[string]bool{"www.w3.org": true, "schema.org": true, "json-schema.org": true}

var hostStart = regexp.MustCompile(`^(?:https?|wss?)://`)

// outboundHost is the host of text that starts as a URL does; "" when there is
// none or it is not complete.
func outboundHost(s string, whole bool) string {
	if !hostStart.MatchString(s) {
		return ""
	}
	rest := s[strings.Index(s, "://")+3:]
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		if !whole {
			return ""
		}
		end = len(rest)
	}
	u, err := url.Parse("http://" + rest[:end] + "/")
	if err != nil || u.Hostname() == "" || namespaces[u.Hostname()] {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if !strings.Contains(host, ".") && host != "localhost" && net.ParseIP(host) == nil || strings.ContainsAny(host, "*{}$ ") {
		return ""
	}
	return strings.ToLower(u.Host)
}

// call looks at f(…).
func (a *analysis) call(n *ast.CallExpression) {
	if d, ok := n.Callee.(*ast.DotExpression); ok {
		a.certain(d)
		switch d.Identifier.Name.String() {
		case "waitUntil":
			a.facts.WaitUntil = true
		case "passThroughOnException":
			a.facts.PassThrough = true
		}
	}
	switch a.globalPath(n.Callee) {
	case "fetch":
		if len(n.ArgumentList) > 0 && a.incoming(n.ArgumentList[0]) && a.facts.Upstream == nil {
			span := a.places.span(int(n.Callee.Idx0()))
			a.facts.Upstream = &span
		}
	case "addEventListener":
		if len(n.ArgumentList) > 0 {
			if s, ok := n.ArgumentList[0].(*ast.StringLiteral); ok {
				name := s.Value.String()
				if _, seen := a.listens[name]; !seen {
					a.listens[name] = Handler{name, a.places.span(int(s.Idx))}
				}
			}
		}
	}
}

// incoming says whether an expression is, by its name, the request being
// answered or a copy of it: request, req, event.request, c.req.raw,
// new Request(request, …), request.clone().
func (a *analysis) incoming(n ast.Expression) bool {
	switch n := n.(type) {
	case *ast.Identifier:
		name := n.Name.String()
		return a.copies[name] || (name == "request" || name == "req") && !a.made[name]
	case *ast.DotExpression:
		name := n.Identifier.Name.String()
		return name == "request" || name == "raw" && a.incoming(n.Left) || name == "req"
	case *ast.NewExpression:
		return a.globalPath(n.Callee) == "Request" && len(n.ArgumentList) > 0 && a.incoming(n.ArgumentList[0])
	case *ast.CallExpression:
		d, ok := n.Callee.(*ast.DotExpression)
		return ok && d.Identifier.Name.String() == "clone" && a.incoming(d.Left)
	}
	return false
}

// copy remembers which names hold the incoming request and which hold one that
// the Worker made itself.
func (a *analysis) copy(b *ast.Binding) {
	id, ok := b.Target.(*ast.Identifier)
	if !ok || b.Initializer == nil {
		return
	}
	if a.incoming(b.Initializer) {
		a.copies[id.Name.String()] = true
	} else {
		a.made[id.Name.String()] = true
	}
}
