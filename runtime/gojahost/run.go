package gojahost

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/w2c-dev/w2c/runtime/httpd"
)

// tidyAfter leaves the first requests alone.
const tidyAfter = 1500 * time.Millisecond

// run serves until a signal or the end of ctx, and then drains: not ready, stop
// accepting, finish requests, finish waitUntil work. It returns the exit code.
func (s *server) run(ctx context.Context, l net.Listener, signals <-chan os.Signal) int {
	srv := &httpd.Server{
		Handle: s.handle,
		// Uploads may take as long as they need; a head may not.
		HeaderTimeout: 60 * time.Second,
		IdleTimeout:   75 * time.Second,
	}
	served := make(chan error, 1)
	quiet := newQuietListener(l)
	go func() { served <- srv.Serve(quiet) }()
	triggers, stopTriggers := context.WithCancel(ctx)
	defer stopTriggers()
	triggersEnded := s.startTriggers(triggers)
	if _, child := l.(*parentListener); !child { // else the parent says so
		s.log.Info("listening", "address", l.Addr().String())
	}
	tidied := time.AfterFunc(tidyAfter, tidy)
	defer tidied.Stop()

	select {
	case err := <-served:
		s.log.Error("serve", "error", err.Error())
		return exitFailed
	case sig := <-signals:
		s.log.Info("draining", "signal", sig.String())
	case <-ctx.Done():
		s.log.Info("draining")
	}
	stopTriggers()
	done := make(chan bool, 1)
	go func() { done <- s.drain(srv, quiet, triggersEnded) }()
	select {
	case complete := <-done:
		if !complete {
			s.log.Warn("work was left when W2C_DRAIN_TIMEOUT ran out")
			return exitFailed
		}
		s.log.Info("stopped")
		return exitOK
	case sig := <-signals:
		s.log.Warn("stopping at once", "signal", sig.String())
		return exitFailed
	}
}

// drain ends the server in good order and reports whether all work was done.
func (s *server) drain(srv *httpd.Server, l *quietListener, triggersEnded func(<-chan struct{}) bool) bool {
	deadline, cancel := context.WithTimeout(context.Background(), s.config.Drain)
	defer cancel()
	// From here on every answer closes its connection, so that clients that keep
	// theirs open have left by the time the others are closed. Load balancers
	// see readyz and stop sending meanwhile.
	s.draining.Store(true)
	srv.Drain()
	l.leave(deadline, s.config)
	complete := srv.Shutdown(deadline) == nil
	if !complete {
		_ = srv.Close()
	}
	s.sockets.close()
	// What a trigger has under way, it also writes down before it ends.
	complete = triggersEnded(deadline.Done()) && complete
	for _, one := range s.all() {
		complete = one.pool.drain(deadline.Done()) && complete
	}
	return complete
}

func isInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
