// Package nodemod is what one module of Node is to the room node: a script,
// compiled at the first import, and the Go functions it stands on. It is a leaf,
// so that crypto and zlib can lie in packages of their own.
package nodemod

import "github.com/w2c-dev/w2c/runtime/jsloop"

// Module is one module a Worker imports as "node:NAME" or "NAME".
type Module struct {
	// Name is "fs/promises"; a name that starts with "internal/" is only for
	// other modules.
	Name string
	// Script returns module.exports. It is called with the natives and the
	// loop's internals; internals.node.require gives it other modules:
	//
	//	(function (native, internals) {
	//	  "use strict";
	//	  const { require } = internals.node;
	//	  const { Buffer } = require("buffer");
	//	  return { sum: (a, b) => Buffer.from([a + b]) };
	//	})
	//
	// A module that needs one which needs it back requires it inside a function.
	Script *jsloop.Script
	// Natives makes the first argument of the script; nil when it needs none.
	Natives func(*jsloop.Loop) map[string]jsloop.Native
}
