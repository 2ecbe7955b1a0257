package transform

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// The goja server interprets: a short handler is quicker than on Node, because
// the request around it is, but work by the millisecond is ten to forty times
// slower than in V8. What a Worker computes cannot be told from its source; what
// it is made of says enough for a default that --server overrides.

// heavyPackages do their work in JavaScript, and much of it.
var heavyPackages = map[string]string{
	"@babel/parser":        "parses programs",
	"@noble/curves":        "computes elliptic curves in JavaScript",
	"@noble/post-quantum":  "computes cryptography in JavaScript",
	"@noble/secp256k1":     "computes elliptic curves in JavaScript",
	"@react-email/render":  "renders React",
	"@react-pdf/renderer":  "makes PDF files",
	"@vue/server-renderer": "renders Vue",
	"acorn":                "parses programs",
	"argon2-browser":       "hashes passwords",
	"bcryptjs":             "hashes passwords in JavaScript",
	"cheerio":              "parses whole documents",
	"elliptic":             "computes elliptic curves in JavaScript",
	"ethers":               "computes elliptic curves in JavaScript",
	"highlight.js":         "highlights code with regular expressions",
	"jimp":                 "works on images",
	"jpeg-js":              "works on images",
	"jsdom":                "parses whole documents",
	"linkedom":             "parses whole documents",
	"markdown-it":          "renders markdown",
	"marked":               "renders markdown",
	"mathjs":               "computes",
	"micromark":            "renders markdown",
	"node-forge":           "computes cryptography in JavaScript",
	"pdf-lib":              "makes PDF files",
	"pngjs":                "works on images",
	"postcss":              "transforms CSS",
	"prettier":             "formats programs",
	"prismjs":              "highlights code with regular expressions",
	"react-dom":            "renders React",
	"scrypt-js":            "hashes passwords in JavaScript",
	"shiki":                "highlights code with regular expressions",
	"showdown":             "renders markdown",
	"solid-js":             "renders Solid",
	"sucrase":              "compiles programs",
	"svelte":               "renders Svelte",
	"tweetnacl":            "computes cryptography in JavaScript",
	"typescript":           "compiles programs",
	"viem":                 "computes elliptic curves in JavaScript",
	"xlsx":                 "reads and makes spreadsheets",
}

const (
	// heavyWasm: machine code takes two seconds a megabyte at every start.
	heavyWasm = 256 << 10
	// heavyScript: goja compiles a megabyte in a seventh of a second at every start.
	heavyScript = 1 << 20
)

// weight is why this Worker should run on Node although goja could.
func weight(inputs []string, script int, wasm map[string][]byte) (reasons []string) {
	seen := map[string]bool{}
	for _, file := range inputs {
		name := packageOf(file)
		if what := heavyPackages[name]; what != "" && !seen[name] {
			seen[name] = true
			reasons = append(reasons, fmt.Sprintf("the package %s %s, which takes ten to forty times the CPU time on goja", name, what))
		}
	}
	slices.Sort(reasons)
	size := 0
	for _, b := range wasm {
		size += len(b)
	}
	if size > heavyWasm {
		reasons = append(reasons, fmt.Sprintf("%d KB of WebAssembly run several times faster in V8, and start at once there", size>>10))
	}
	if script > heavyScript {
		reasons = append(reasons, fmt.Sprintf("the script has %d KB, which goja compiles at every start", script>>10))
	}
	return reasons
}

// packageOf is the npm package a file of the bundle belongs to, "" for none.
func packageOf(file string) string {
	const dir = "node_modules/"
	i := strings.LastIndex(file, dir)
	if i < 0 {
		return ""
	}
	scope, rest, _ := strings.Cut(file[i+len(dir):], "/")
	if !strings.HasPrefix(scope, "@") {
		return scope
	}
	name, _, _ := strings.Cut(rest, "/")
	return path.Join(scope, name)
}
