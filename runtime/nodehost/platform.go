package nodehost

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// imported finds what a platform file imports of the others.
var imported = regexp.MustCompile(`(?m)^(?:import|export)\b[^;"]*"\./([^"]+)";|^} from "\./([^"]+)";`)

// addPlatform writes the platform's files that the project's entries reach:
// src/server.ts, the Worker's script, the bindings' files, and features.ts.
func addPlatform(files map[string][]byte, o Options) error {
	all, err := platformFiles()
	if err != nil {
		return err
	}
	for name, data := range files {
		if rest, ok := strings.CutPrefix(name, "src/platform/"); ok {
			all[rest] = data
		}
	}
	todo := []string{"healthcheck.ts", "globals.ts"}
	for name, data := range files {
		if strings.HasPrefix(name, "src/platform/") {
			todo = append(todo, path.Base(name))
		} else if strings.HasSuffix(name, ".ts") {
			todo = append(todo, ofPlatform(string(data))...)
		}
	}
	todo = append(todo, ofPlatform(o.Worker)...)
	if o.Kept != nil {
		todo = append(todo, o.Kept.Platform...)
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		data, ok := all[name]
		if !ok {
			return fmt.Errorf("there is no platform file %s", name)
		}
		files["src/platform/"+name] = data
		for _, m := range imported.FindAllSubmatch(data, -1) {
			todo = append(todo, string(m[1])+string(m[2]))
		}
		if types := strings.TrimSuffix(name, ".js") + ".d.ts"; strings.HasSuffix(name, ".js") && all[types] != nil {
			todo = append(todo, types)
		}
	}
	return nil
}

var platformImport = regexp.MustCompile(`"\./platform/([\w-]+\.ts)"`)

func ofPlatform(text string) (names []string) {
	for _, m := range platformImport.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// platformFiles are all that there are, by name.
func platformFiles() (map[string][]byte, error) {
	entries, err := platform.ReadDir("src")
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for _, e := range entries {
		if all[e.Name()], err = platform.ReadFile("src/" + e.Name()); err != nil {
			return nil, err
		}
	}
	for name, text := range shared {
		all[name] = text()
	}
	return all, nil
}

// featuresTS writes src/platform/features.ts, which server.ts imports first.
func featuresTS(has map[string]bool) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	var here, missing []feature
	for _, f := range features {
		if has[f.name] {
			here = append(here, f)
		} else if f.hidden != "" {
			missing = append(missing, f)
		}
	}
	line("// The parts of the platform that this Worker may use, in the order in which they")
	line("// must be put in place. w2c found them by the words in the Worker's code; all")
	line("// there are come with `w2c convert --platform all`.")
	if len(missing) > 0 {
		line(`import { leftOut } from "./left-out.ts";`)
	}
	for i, f := range here {
		if i == 1 || i == 0 && f.name != streams {
			line(`import "./globals.ts";`)
		}
		line("import \"./%s\";", f.file)
	}
	if len(here) == 0 || len(here) == 1 && here[0].name == streams {
		line(`import "./globals.ts";`)
	}
	if len(missing) == 0 {
		return b.String()
	}
	line("")
	line("// The others throw when somebody asks for them.")
	for _, f := range missing {
		names := strings.Fields(f.hidden)
		slices.Sort(names)
		for i := range names {
			names[i] = quote(names[i])
		}
		call := fmt.Sprintf("leftOut(%s, [%s])", quote(f.name), strings.Join(names, ", "))
		line("%s;", layOut(call, 0, 0, 1))
	}
	return b.String()
}
