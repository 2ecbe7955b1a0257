//go:build !linux

package gojahost

import (
	"context"
	"net"
)

func shut(context.Context, *net.TCPListener, func(net.Conn)) {}

func waiting(net.Listener) int { return 0 }
