//go:build !linux

package gojahost

import "net"

func shutQueue(net.Listener) {}
