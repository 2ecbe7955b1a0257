package nodehost

import (
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/manifest"
)

// compatibilityTS writes src/platform/compatibility.ts, which only comes along
// where the Worker asks the global Cloudflare.
func compatibilityTS(m manifest.Manifest) []byte {
	set := compat.Of(m.CompatibilityDate, m.CompatibilityFlags)
	var b strings.Builder
	b.WriteString("// Which of workerd's compatibility flags are on by the Worker's date and flags.\n")
	b.WriteString("export const compatibilityFlags: Readonly<Record<string, boolean>> = {\n")
	for _, f := range compat.Flags {
		name := f.Name
		if !identifier.MatchString(name) {
			name = quote(name)
		}
		fmt.Fprintf(&b, "  %s: %t,\n", name, set.On(f.Name))
	}
	b.WriteString("};\n")
	return []byte(b.String())
}
