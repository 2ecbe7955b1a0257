// Package webapi lists the classes and globals that make a bare goja VM a
// Workers isolate. Adding one is a folder below and one line in Classes, whose
// order is the order of installation: a class may use those before it.
package webapi

import (
	"fmt"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/blob"
	"github.com/w2c-dev/w2c/runtime/webapi/cache"
	"github.com/w2c-dev/w2c/runtime/webapi/clone"
	"github.com/w2c-dev/w2c/runtime/webapi/console"
	"github.com/w2c-dev/w2c/runtime/webapi/crypto"
	"github.com/w2c-dev/w2c/runtime/webapi/encoding"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/eventsource"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/runtime/webapi/htmlrewriter"
	"github.com/w2c-dev/w2c/runtime/webapi/intl"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/node"
	"github.com/w2c-dev/w2c/runtime/webapi/sockets"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/url"
	"github.com/w2c-dev/w2c/runtime/webapi/wasm"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

// Class is a class, or a few that belong together, and the globals it defines.
type Class interface {
	// Name is the folder's name.
	Name() string
	// Install defines the globals in one VM, on its loop.
	Install(*jsloop.Loop) error
}

// Classes are installed in this order.
var Classes = []Class{
	es.Class{},
	intl.Class{},
	events.Class{},
	jsg.Class{},
	timers.Class{},
	console.Class{},
	encoding.Class{},
	url.Class{},
	streams.Class{},
	blob.Class{},
	websocket.Class{},
	fetch.Class{},
	cache.Class{},
	eventsource.Class{},
	crypto.Class{},
	clone.Class{},
	htmlrewriter.Class{},
	module.Class{},
	sockets.Class{},
	wasm.Class{},
	node.Class{},
}

// Precompile compiles the scripts that every isolate runs at its start, beside
// whatever else a starting process has to do: on two cores the first answer is a
// third earlier.
func Precompile() {
	for _, compile := range []func(){fetch.Precompile, events.Precompile, es.Precompile} {
		go compile()
	}
}

// Install makes l's VM a Workers isolate.
func Install(l *jsloop.Loop) error {
	for _, c := range Classes {
		if err := c.Install(l); err != nil {
			return fmt.Errorf("install %s: %w", c.Name(), err)
		}
	}
	return nil
}
