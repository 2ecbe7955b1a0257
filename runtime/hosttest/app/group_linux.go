package app

import "syscall"

// processGroup gives a process its own group, so that whatever it starts ends
// with it, and ends it when the test process dies without having stopped it.
func processGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
