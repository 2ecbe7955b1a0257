//go:build !linux

package gojahost

import "net"

func shutQueue(net.Listener) {}

func waiting(net.Listener) int { return 0 }
