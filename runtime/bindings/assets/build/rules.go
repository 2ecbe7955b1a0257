package build

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/w2c-dev/w2c/runtime/bindings/assets"
)

const (
	maxLineLength       = 2000
	maxHeaderRules      = 100
	maxStaticRedirects  = 2000
	maxDynamicRedirects = 100
)

var (
	placeholder   = regexp.MustCompile(`:[A-Za-z]\w*`)
	absoluteURL   = regexp.MustCompile(`^https://+([^/]+)/?(.*)`)
	hostWithPort  = regexp.MustCompile(`.*:\d+$`)
	inlineComment = regexp.MustCompile(`\s+#.*$`)
	toIndex       = regexp.MustCompile(`/index(\.html)?$`)
	probablyPath  = regexp.MustCompile(`^([^\s]+://|/)`)
	splatName     = regexp.MustCompile(`:splat(\W|$)`)
	named         = regexp.MustCompile(`:([A-Za-z]\w*)`)
)

// numbered is a line worth reading, with its place.
type numbered struct {
	n    int
	text string
}

// lines drops empty lines and comments; a line that is too long is a problem.
func lines(file, text string, problems *[]Problem) (out []numbered, total int) {
	all := strings.Split(text, "\n")
	for i, line := range all {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if len(utf16.Encode([]rune(line))) > maxLineLength {
			*problems = append(*problems, Problem{File: file, Line: i + 1,
				Message: fmt.Sprintf("Ignoring line %d as it exceeds the maximum allowed length of %d.", i+1, maxLineLength)})
			continue
		}
		out = append(out, numbered{i + 1, line})
	}
	return out, len(all)
}

func isStatic(from string) bool {
	return !strings.Contains(from, "*") && !placeholder.MatchString(from)
}

// parseRedirects reads _redirects. Bad lines are left out and reported.
func parseRedirects(text, htmlHandling string) (rules []assets.Redirect, problems []Problem) {
	seen := map[string]bool{}
	static, dynamic, canBeStatic := 0, 0, true
	read, total := lines(redirectsFile, text, &problems)
	for _, l := range read {
		bad := func(format string, args ...any) {
			problems = append(problems, Problem{File: redirectsFile, Line: l.n, Text: l.text, Message: fmt.Sprintf(format, args...)})
		}
		tokens := strings.Fields(inlineComment.ReplaceAllString(l.text, ""))
		if len(tokens) < 2 || len(tokens) > 3 {
			bad("Expected exactly 2 or 3 whitespace-separated tokens. Got %d.", len(tokens))
			continue
		}
		from, err := checkURL(tokens[0], urlRule{relative: true, noPorts: true})
		if err != nil {
			bad("%v", err)
			continue
		}
		if canBeStatic = canBeStatic && isStatic(from); canBeStatic {
			if static++; static > maxStaticRedirects {
				bad("Maximum number of static rules supported is %d. Skipping line.", maxStaticRedirects)
				continue
			}
		} else if dynamic++; dynamic > maxDynamicRedirects {
			bad("Maximum number of dynamic rules supported is %d. Skipping remaining %d lines of file.", maxDynamicRedirects, total-l.n+1)
			break
		}
		to, err := checkURL(tokens[1], urlRule{search: true, hash: true})
		if err != nil {
			bad("%v", err)
			continue
		}
		status := 302
		if len(tokens) == 3 {
			status, err = strconv.Atoi(tokens[2])
		}
		switch {
		case err != nil, status != 200 && status != 301 && status != 302 && status != 303 && status != 307 && status != 308:
			bad("Valid status codes are 200, 301, 302 (default), 303, 307, or 308. Got %s.", tokens[2])
		case !absoluteURL.MatchString(to) && toIndex.MatchString(to) &&
			(strings.HasSuffix(from, "/*") || strings.HasSuffix(from, "/") && htmlHandling != "none"):
			bad("Infinite loop detected in this rule and has been ignored. This will cause a redirect to strip `.html` or `/index` and end up triggering this rule again. Please fix or remove this rule to silence this warning.")
		case seen[from]:
			bad("Ignoring duplicate rule for path %s.", from)
		default:
			seen[from] = true
			if status == 200 && absoluteURL.MatchString(to) {
				bad("Proxy (200) redirects can only point to relative paths. Got %s", to)
				continue
			}
			r := assets.Redirect{From: from, To: to, Status: status, Line: l.n}
			if !canBeStatic {
				if r.Pattern = pattern(from); r.Pattern == "" {
					continue // two placeholders of one name: matches nothing there either
				}
			}
			rules = append(rules, r)
		}
	}
	return rules, problems
}

// parseHeaders reads _headers.
func parseHeaders(text string) (rules []assets.Rule, problems []Problem) {
	var rule *assets.Rule
	var ruleLine numbered
	skip := false // after a bad path, up to the next one
	finish := func() {
		switch {
		case rule == nil:
		case len(rule.Set) == 0 && len(rule.Unset) == 0:
			problems = append(problems, Problem{File: headersFile, Line: ruleLine.n, Text: ruleLine.text, Message: "No headers specified"})
		default:
			rules = addRule(rules, *rule)
		}
		rule = nil
	}
	read, total := lines(headersFile, text, &problems)
	count := 0
	for _, l := range read {
		bad := func(format string, args ...any) {
			problems = append(problems, Problem{File: headersFile, Line: l.n, Text: l.text, Message: fmt.Sprintf(format, args...)})
		}
		if probablyPath.MatchString(l.text) {
			skip = false
			if count >= maxHeaderRules {
				bad("Maximum number of rules supported is %d. Skipping remaining %d lines of file.", maxHeaderRules, total-l.n+1)
				break
			}
			if rule != nil && (len(rule.Set) > 0 || len(rule.Unset) > 0) {
				count++
			}
			finish()
			path, err := checkURL(l.text, urlRule{noPorts: true})
			if err == nil {
				err = oneWildcard(path)
			}
			if err != nil {
				bad("%v", err)
				skip = true
				continue
			}
			rule, ruleLine = &assets.Rule{Path: path}, l
			continue
		}
		if skip {
			continue
		}
		rawName, value, isPair := strings.Cut(l.text, ":")
		name, value := strings.ToLower(strings.TrimSpace(rawName)), strings.TrimSpace(value)
		switch {
		case !isPair && rule == nil:
			bad("Expected a path beginning with at least one forward-slash")
		case !isPair && strings.HasPrefix(l.text, "! "):
			rule.Unset = append(rule.Unset, l.text[2:])
		case !isPair:
			bad("Expected a colon-separated header pair (e.g. name: value)")
		case strings.Contains(name, " "):
			bad("Header name cannot include spaces")
		case name == "":
			bad("No header name specified")
		case value == "":
			bad("No header value specified")
		case rule == nil:
			bad("Path should come before header (%s: %s)", name, value)
		default:
			set(rule, name, value)
		}
	}
	finish()
	return rules, problems
}

// set adds a value to a rule; a second one of the same name is appended.
func set(rule *assets.Rule, name, value string) {
	for i := range rule.Set {
		if rule.Set[i][0] == name {
			rule.Set[i][1] += ", " + value
			return
		}
	}
	rule.Set = append(rule.Set, [2]string{name, value})
}

// addRule keeps the first place and the last content of a path.
func addRule(rules []assets.Rule, rule assets.Rule) []assets.Rule {
	if rule.Pattern = pattern(rule.Path); rule.Pattern == "" {
		return rules
	}
	for i := range rules {
		if rules[i].Path == rule.Path {
			rules[i] = rule
			return rules
		}
	}
	return append(rules, rule)
}

func oneWildcard(path string) error {
	n := strings.Count(path, "*")
	switch {
	case n > 1:
		return fmt.Errorf("Only one wildcard is allowed per rule. Use a named placeholder (e.g. :project) instead. Skipping %s.", path)
	case n > 0 && splatName.MatchString(path):
		return fmt.Errorf("Cannot combine a wildcard * with a :splat placeholder because wildcards are converted to :splat at runtime. Skipping %s.", path)
	}
	return nil
}

// urlRule says what a URL of a rule may be and which parts of it count.
type urlRule struct{ relative, noPorts, search, hash bool }

// checkURL normalises a path or an https URL. The errors are Cloudflare's texts.
func checkURL(token string, r urlRule) (string, error) {
	if m := absoluteURL.FindStringSubmatch(token); m != nil {
		switch {
		case r.relative:
			return "", fmt.Errorf("Only relative URLs are allowed. Skipping absolute URL %s.", token)
		case r.noPorts && hostWithPort.MatchString(m[1]):
			return "", fmt.Errorf("Specifying ports is not supported. Skipping absolute URL %s.", token)
		}
		path, err := normalise(m[2], r)
		if err != nil {
			return "", fmt.Errorf("Error parsing URL segment %s. Skipping.", token)
		}
		return "https://" + m[1] + path, nil
	}
	if !strings.HasPrefix(token, "/") && r.relative {
		token = "/" + token
	}
	if !strings.HasPrefix(token, "/") {
		return "", fmt.Errorf(`URLs should either be relative (e.g. begin with a forward-slash), or use HTTPS (e.g. begin with "https://").`)
	}
	path, err := normalise(token, r)
	if err != nil {
		return "", fmt.Errorf("Error parsing URL segment %s. Skipping.", token)
	}
	return path, nil
}

// normalise passes a path through a URL parser under a scheme without rules of
// its own, as wrangler does.
func normalise(path string, r urlRule) (string, error) {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	u, err := whatwg.Parse("relative://" + path)
	if err != nil {
		return "", err
	}
	out := u.Pathname()
	if r.search {
		out += u.Search()
	}
	if r.hash {
		out += u.Hash()
	}
	return out, nil
}

// pattern is the regular expression of a rule: * becomes the group splat, :name
// a group up to the next slash (in a host also up to the next dot). "" when two
// groups have one name.
func pattern(rule string) string {
	host, path := "", rule
	if rest, ok := strings.CutPrefix(rule, "https://"); ok {
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		host, path = rule[:len("https://")+end], rest[end:]
	}
	text := "^" + groups(host, `[^/.]+`) + groups(path, `[^/]+`) + "$"
	if _, err := regexp.Compile(text); err != nil {
		return ""
	}
	return text
}

// groups escapes text but for its wildcard and placeholders. The escapes are
// those that Go and JavaScript both know.
func groups(text, class string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "*") {
		if i > 0 {
			b.WriteString(`(?<splat>.*)`)
		}
		at := 0
		for _, m := range named.FindAllStringSubmatchIndex(part, -1) {
			b.WriteString(escape(part[at:m[0]]))
			fmt.Fprintf(&b, "(?<%s>%s)", part[m[2]:m[3]], class)
			at = m[1]
		}
		b.WriteString(escape(part[at:]))
	}
	return b.String()
}

func escape(text string) string { return regexp.QuoteMeta(text) }
