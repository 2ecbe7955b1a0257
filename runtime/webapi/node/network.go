package node

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// networkNatives are what dns and net need to know of addresses and names.
func networkNatives(l *jsloop.Loop) map[string]jsloop.Native {
	vm := l.VM()
	within := func(from, to netip.Addr) goja.Value {
		return vm.ToValue(func(c goja.FunctionCall) goja.Value {
			a, err := netip.ParseAddr(c.Argument(0).String())
			return vm.ToValue(err == nil && a.Is4() == from.Is4() && a.Compare(from) >= 0 && a.Compare(to) <= 0)
		})
	}
	parse := func(v goja.Value) netip.Addr {
		a, err := netip.ParseAddr(v.String())
		if err != nil {
			l.Throw(jsloop.Errorf("Error", "Invalid address"))
		}
		return a
	}
	return map[string]jsloop.Native{
		// isIP(text) is 4, 6 or 0.
		"isIP": func(c goja.FunctionCall) goja.Value {
			a, err := netip.ParseAddr(c.Argument(0).String())
			switch {
			case err != nil:
				return vm.ToValue(0)
			case a.Is4():
				return vm.ToValue(4)
			}
			return vm.ToValue(6)
		},
		"range": func(c goja.FunctionCall) goja.Value { return within(parse(c.Argument(0)), parse(c.Argument(1))) },
		"subnet": func(c goja.FunctionCall) goja.Value {
			p, err := parse(c.Argument(0)).Prefix(int(c.Argument(1).ToInteger()))
			if err != nil {
				l.Throw(jsloop.Errorf("RangeError", "Invalid prefix"))
			}
			return vm.ToValue(func(c goja.FunctionCall) goja.Value {
				a, err := netip.ParseAddr(c.Argument(0).String())
				return vm.ToValue(err == nil && p.Contains(a))
			})
		},
		// query(kind, name) promises {code, answers}.
		"query": func(c goja.FunctionCall) goja.Value {
			kind, name := c.Argument(0).String(), c.Argument(1).String()
			return l.Async("dns", func(ctx context.Context) (jsloop.Settle, error) {
				answers, err := query(ctx, kind, name)
				return func() (goja.Value, error) {
					o := vm.NewObject()
					if err != nil {
						return o, o.Set("code", dnsCode(err))
					}
					list := make([]any, len(answers))
					for i, a := range answers {
						list[i] = a
						if fields, ok := a.([]any); ok {
							list[i] = vm.NewArray(fields...)
						}
					}
					return o, o.Set("answers", vm.NewArray(list...))
				}, nil
			})
		},
	}
}

// dnsCode is Node's code for a failed question.
func dnsCode(err error) string {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return "EBADNAME"
	case dns.IsNotFound:
		return "ENOTFOUND"
	case dns.IsTimeout:
		return "ETIMEOUT"
	}
	return "ESERVFAIL"
}

// query asks the machine's resolver; each answer is a string or a list of fields.
func query(ctx context.Context, kind, name string) ([]any, error) {
	r := net.DefaultResolver
	var out []any
	add := func(v any) { out = append(out, v) }
	dot := func(s string) string { return strings.TrimSuffix(s, ".") }
	switch kind {
	case "A", "AAAA":
		network := map[string]string{"A": "ip4", "AAAA": "ip6"}[kind]
		list, err := r.LookupNetIP(ctx, network, name)
		for _, a := range list {
			add(a.Unmap().String())
		}
		return out, err
	case "CNAME":
		c, err := r.LookupCNAME(ctx, name)
		if err == nil && dot(c) == dot(name) {
			return nil, &net.DNSError{Err: "no record", Name: name, IsNotFound: true}
		}
		add(dot(c))
		return out, err
	case "NS":
		list, err := r.LookupNS(ctx, name)
		for _, n := range list {
			add(dot(n.Host))
		}
		return out, err
	case "TXT":
		list, err := r.LookupTXT(ctx, name)
		for _, t := range list {
			add(t)
		}
		return out, err
	case "MX":
		list, err := r.LookupMX(ctx, name)
		for _, m := range list {
			add([]any{dot(m.Host), int(m.Pref)})
		}
		return out, err
	case "SRV":
		_, list, err := r.LookupSRV(ctx, "", "", name)
		for _, s := range list {
			add([]any{dot(s.Target), int(s.Port), int(s.Priority), int(s.Weight)})
		}
		return out, err
	case "PTR":
		list, err := r.LookupAddr(ctx, name)
		for _, n := range list {
			add(dot(n))
		}
		return out, err
	}
	return nil, errors.New("unknown kind of record")
}
