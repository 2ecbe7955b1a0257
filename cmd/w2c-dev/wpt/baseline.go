package wpt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// baseline is what is known to fail in one area: test → subtest → target → why.
// The subtest "" is the file as a whole. A target of "workerd" says that real
// workerd does not pass either, so that a reader sees what is ours.
type baseline map[string]map[string]map[string]string

// wholeFile names the outcome of a file beside those of its subtests.
const wholeFile = ""

func baselinePath(root, area string) string {
	return filepath.Join(root, "testdata", "wpt", strings.ReplaceAll(area, "/", "-")+".json")
}

func readBaseline(root, area string) (baseline, error) {
	b := baseline{}
	data, err := os.ReadFile(baselinePath(root, area))
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", baselinePath(root, area), err)
	}
	return b, nil
}

// write writes one line per subtest, so that a change reads well in a diff. Where
// nothing fails there is an empty one, which says so.
func (b baseline) write(root, area string) error {
	path := baselinePath(root, area)
	var out bytes.Buffer
	out.WriteString("{")
	for i, test := range slices.Sorted(maps.Keys(b)) {
		comma(&out, i)
		fmt.Fprintf(&out, "\n  %s: {", quoted(test))
		for j, sub := range slices.Sorted(maps.Keys(b[test])) {
			comma(&out, j)
			fmt.Fprintf(&out, "\n    %s: {", quoted(sub))
			for k, target := range slices.Sorted(maps.Keys(b[test][sub])) {
				if k > 0 {
					out.WriteString(", ")
				}
				fmt.Fprintf(&out, "%s: %s", quoted(target), quoted(b[test][sub][target]))
			}
			out.WriteString("}")
		}
		out.WriteString("\n  }")
	}
	out.WriteString("\n}\n")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

func comma(out *bytes.Buffer, i int) {
	if i > 0 {
		out.WriteByte(',')
	}
}

func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always has an encoding
	return strings.TrimSpace(b.String())
}

// short makes one line of a message, without what differs between runs.
func short(message, origin string) string {
	message = strings.ReplaceAll(message, origin, "ORIGIN")
	message = strings.Join(strings.Fields(message), " ")
	if len(message) <= 140 {
		return message
	}
	n := 137
	for n > 0 && !utf8.RuneStart(message[n]) {
		n--
	}
	return message[:n] + "…"
}

// emptyBody is an empty function in the name of a subtest. A bundler prints it
// anew, wrangler's for workerd as the one of converted Workers: it is no difference.
var emptyBody = regexp.MustCompile(`\{(\s|\\n)*\}`)

// ownPort is the address of the server of this run in the name of a subtest.
var ownPort = regexp.MustCompile(`(localhost|127\.0\.0\.1):\d{5}\b`)

// subtests are the failures of one outcome by subtest, and the names of all.
// Two subtests of one name count as one, which fails when either does.
func (o outcome) subtests() (failed map[string]string, all []string) {
	failed = map[string]string{}
	if o.Status != 0 {
		failed[wholeFile] = o.Message
		if o.Message == "" {
			failed[wholeFile] = [...]string{"", "error", "timeout", "precondition failed"}[min(o.Status, 3)]
		}
	}
	seen := map[string]bool{}
	for _, t := range o.Tests {
		name := ownPort.ReplaceAllString(emptyBody.ReplaceAllString(t[0], "{}"), "$1:PORT")
		if name == wholeFile {
			name = "(no name)"
		}
		if !seen[name] {
			seen[name] = true
			all = append(all, name)
		}
		if t[1] == "pass" {
			continue
		}
		why := t[2]
		if why == "" || t[1] != "fail" {
			why = strings.TrimSpace(t[1] + " " + why)
		}
		failed[name] = why
	}
	return failed, all
}
