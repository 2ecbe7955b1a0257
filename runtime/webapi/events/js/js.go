// Package js holds the event classes as scripts, which both hosts run: goja as
// one function, Node as one module.
package js

import (
	"embed"
	"strings"
)

//go:embed *.js
var files embed.FS

func text(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		part, err := files.ReadFile(p + ".js")
		if err != nil {
			panic(err) // embedded above
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.Write(part)
	}
	return b.String()
}

// Function is a function of (native, internals) that returns the classes and events.
func Function() string {
	return "(function (native, internals) {\n\"use strict\";\n" + text("domexception", "target", "abort", "messaging", "export") +
		"return { DOMException, ...classes, events, scope: events.functions };\n})"
}

// Module is the same as a module of a Node project, whose DOMException is Node's.
func Module() []byte {
	return []byte(moduleHead + text("target", "abort", "messaging", "export") + "\ninternals.events = events;\nexport { classes, events };\n")
}

const moduleHead = `// Event, EventTarget, AbortSignal and their relations, as Workers have them. Node's
// own differ in error texts, in what a throwing listener does, and in the events
// of the global scope. This file is the same for every app; events.ts puts it in place.
import { internals, native } from "./events-host.ts";

`
