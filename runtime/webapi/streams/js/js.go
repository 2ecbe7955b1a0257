// Package js holds the streams as scripts, which both hosts run: goja as one
// function, Node as one module.
package js

import (
	"embed"
	"strings"
)

//go:embed *.js
var files embed.FS

// parts share one scope, so that they call each other without lookups. They find
// native, what the host does for them, and internals, other classes, in it.
var parts = []string{
	"readable", "bytes", "source", "writable", "internal", "pipe", "tee", "transform", "compression", "export",
}

func text() string {
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

// Function is a function of (native, internals) that returns the classes,
// streams and pullers.
func Function() string {
	return "(function (native, internals) {\n\"use strict\";\n" + text() + "return { ...classes, streams, pullers };\n})"
}

// Module is the same as a module of a Node project. Go's share is left out.
func Module() []byte {
	return []byte(moduleHead + text() + "\nexport { classes, streams };\n")
}

const moduleHead = `// ReadableStream, WritableStream, TransformStream and what is built on them, as
// Workers have them. Node's own follow the standard to the letter; Workers' differ
// in error texts, in when they ask a source for more, and in classes Node has not.
// This file is the same for every app; streams.ts puts it in place.
import { internals, native } from "./web-streams-host.ts";

`
