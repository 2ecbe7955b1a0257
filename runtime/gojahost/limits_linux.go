package gojahost

import "syscall"

// limitProcess has the kernel bound the memory of a child, so that one allocation
// that no guard sees ends the child and nothing else. The stacks, the program and
// what the collector has not given back come on top of the heap's limit.
func limitProcess(memory int64) {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	if memory > 0 {
		most := uint64(memory/4*6) + 128<<20
		_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: most, Max: most})
	}
}

// childAttributes end the child with its parent, however that ends.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
