// Package sockets is the module "cloudflare:sockets" for a goja VM: connect() and
// the Socket it gives, with TLS from the start or by startTls().
//
// https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/
//
// Differences from Cloudflare: no port is blocked and private addresses can be
// reached, for the app runs in its owner's network.
package sockets

import (
	"context"
	"crypto/tls"
	_ "embed"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

//go:embed sockets.js
var source string

func function() string { return "function (native, internals) {\n\"use strict\";\n" + source + "}" }

// Module is the script as an ES module for Node.
func Module() []byte {
	return []byte("// Sockets of connect(), the same for every server that w2c converts to;\n// cloudflare-sockets.ts holds the connections.\nexport default " + function() + "\n")
}

var script = jsloop.NewScriptFrom("w2c:sockets.js", func() string { return "(" + function() + ")" })

// Class is the entry for webapi.Classes; it needs streams and module.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "sockets" }

type state struct {
	l         *jsloop.Loop
	load      globals.Load
	beforeTLS func()
}

const stateKey = "sockets:go"

// Install defines the module; its script is compiled when it is imported.
func (Class) Install(l *jsloop.Loop) error {
	s := &state{l: l}
	if err := l.Internals().Set(stateKey, l.Wrap(s)); err != nil {
		return err
	}
	load := globals.Once(l, script, s.natives())
	s.load = load
	module.Define(l, "cloudflare:sockets", func() (goja.Value, error) {
		o, err := load()
		if err != nil {
			return nil, err
		}
		return o, nil
	})
	return nil
}

// BeforeTLS has prepare called before each TLS connection: hosts that load their
// certificate roots late do it there. The loop's goroutine.
func BeforeTLS(l *jsloop.Loop, prepare func()) {
	if s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey)); ok {
		s.beforeTLS = prepare
	}
}

// Connect is connect() of the module with its usual options, for bindings. The
// loop's goroutine.
func Connect(l *jsloop.Loop, address goja.Value) (goja.Value, error) {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		return nil, errors.New("cloudflare:sockets is not installed")
	}
	exports, err := s.load()
	if err != nil {
		return nil, err
	}
	connect, ok := goja.AssertFunction(exports.Get("connect"))
	if !ok {
		return nil, errors.New("cloudflare:sockets has no connect")
	}
	return connect(goja.Undefined(), address)
}

const (
	dialTimeout = 10 * time.Second
	readSize    = 16 << 10
)

// socket is a connection that JS holds by a handle.
type socket struct {
	mu   sync.Mutex // held while bytes are written
	conn net.Conn
	stop func() bool
	of   *jsloop.Context // the event whose I/O it is
}

func (s *state) natives() map[string]jsloop.Native {
	l := s.l
	at := func(c goja.FunctionCall) *socket {
		k, ok := jsloop.Unwrap[*socket](c.Argument(0))
		if !ok {
			l.ThrowType("not a socket")
		}
		return k
	}
	wrap := func(conn net.Conn, owner context.Context) jsloop.Settle {
		return func() (goja.Value, error) {
			k := &socket{conn: conn, of: l.Current()}
			k.stop = context.AfterFunc(owner, func() { _ = conn.Close() })
			return l.Wrap(k), nil
		}
	}
	return map[string]jsloop.Native{
		// open(host, port, tls) is a promise of a socket.
		"open": func(c goja.FunctionCall) goja.Value {
			globals.InHandler(l)
			host, secure := c.Argument(0).String(), c.Argument(2).ToBoolean()
			address := net.JoinHostPort(host, strconv.FormatInt(c.Argument(1).ToInteger(), 10))
			owner, prepare := l.Current().Context(), s.beforeTLS
			return l.Async("connect", func(ctx context.Context) (jsloop.Settle, error) {
				ctx, cancel := context.WithTimeout(ctx, dialTimeout)
				defer cancel()
				conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
				if err == nil && secure {
					conn, err = secured(ctx, conn, host, prepare)
				}
				if err != nil {
					return nil, err
				}
				return wrap(conn, owner), nil
			})
		},
		// secure(socket, host) is a promise of the same connection under TLS.
		"secure": func(c goja.FunctionCall) goja.Value {
			k, host := at(c), c.Argument(1).String()
			owner, prepare := l.Current().Context(), s.beforeTLS
			return l.Async("startTls", func(ctx context.Context) (jsloop.Settle, error) {
				ctx, cancel := context.WithTimeout(ctx, dialTimeout)
				defer cancel()
				k.mu.Lock() // what was written before goes first
				defer k.mu.Unlock()
				// A read that waits for plain text must not take the handshake's bytes.
				_ = k.conn.SetReadDeadline(time.Now())
				_ = k.conn.SetReadDeadline(time.Time{})
				conn, err := secured(ctx, k.conn, host, prepare)
				if err != nil {
					return nil, err
				}
				return wrap(conn, owner), nil
			})
		},
		// read(socket) is a promise of the next bytes, null at the end.
		"read": func(c goja.FunctionCall) goja.Value {
			k := at(c)
			return l.Async("socket.read", func(context.Context) (jsloop.Settle, error) {
				buf := make([]byte, readSize)
				n, err := k.conn.Read(buf)
				if n == 0 && err != nil && !errors.Is(err, io.EOF) {
					return nil, streams.ReadError(err)
				}
				return func() (goja.Value, error) {
					if n == 0 {
						return goja.Null(), nil
					}
					return l.Uint8Array(buf[:n:n]), nil
				}, nil
			})
		},
		"write": func(c goja.FunctionCall) goja.Value {
			k := at(c)
			if err := globals.Foreign(l, k.of, "Writable"); err != nil {
				l.Throw(err)
			}
			b, _ := jsloop.CopyBytes(c.Argument(1))
			return l.Async("socket.write", func(context.Context) (jsloop.Settle, error) {
				k.mu.Lock()
				defer k.mu.Unlock()
				if _, err := k.conn.Write(b); err != nil {
					return nil, streams.ReadError(err)
				}
				return nil, nil
			})
		},
		// flushed(socket) waits for what is being written.
		"flushed": func(c goja.FunctionCall) goja.Value {
			k := at(c)
			return l.Async("socket.flush", func(context.Context) (jsloop.Settle, error) {
				k.mu.Lock()
				defer k.mu.Unlock()
				return nil, nil
			})
		},
		"shutdown": func(c goja.FunctionCall) goja.Value {
			if half, ok := at(c).conn.(interface{ CloseWrite() error }); ok {
				go func() { _ = half.CloseWrite() }() // under TLS it writes
			}
			return goja.Undefined()
		},
		"close": func(c goja.FunctionCall) goja.Value {
			k := at(c)
			k.stop()
			go func() { _ = k.conn.Close() }()
			return goja.Undefined()
		},
	}
}

func secured(ctx context.Context, conn net.Conn, host string, prepare func()) (net.Conn, error) {
	if prepare != nil {
		prepare()
	}
	t := tls.Client(conn, &tls.Config{ServerName: host})
	if err := t.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return t, nil
}
