//go:build wpt

package url

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestPlatform runs the platform's own data: go test -tags wpt, with WPT_DIR
// pointing to a checkout of web-platform-tests. The one known failure is listed.
func TestPlatform(t *testing.T) {
	dir := os.Getenv("WPT_DIR")
	if dir == "" {
		t.Fatal("WPT_DIR is not set")
	}
	data, err := os.ReadFile(filepath.Join(dir, "url/resources/urltestdata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, raw := range all {
		var c struct {
			Input, Href, Protocol, Username, Password, Host, Hostname, Port, Pathname, Search, Hash string
			Base                                                                                    *string
			Failure                                                                                 bool
		}
		if json.Unmarshal(raw, &c) != nil {
			continue // a comment
		}
		base := ""
		if c.Base != nil {
			base = *c.Base
		}
		ran++
		p, ok := Parse(c.Input, base)
		if ok == c.Failure {
			t.Errorf("%q base %q: ok %v, want %v", c.Input, base, ok, !c.Failure)
			continue
		}
		if !ok {
			continue
		}
		want := []string{c.Href, c.Protocol, c.Username, c.Password, c.Host, c.Hostname, c.Port, c.Pathname, c.Search, c.Hash}
		for i, w := range want {
			if got := p.strings()[i]; got != w {
				t.Errorf("%q base %q: part %d is %q, want %q", c.Input, base, i, got, w)
			}
		}
	}
	if ran < 500 {
		t.Errorf("only %d cases ran", ran)
	}
}
