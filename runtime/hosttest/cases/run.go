package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Server is a running Worker: where it listens, and how its scheduled handler
// is run, which differs between workerd and our hosts.
type Server struct {
	Addr     string
	Upstream string
	// Etags maps ETags this server makes up to those that answers.json holds:
	// workerd's local ones for static files depend on path and time.
	Etags     map[string]string
	Scheduled func(ctx context.Context, cron string, at time.Time) (status int, err error)
}

// Run sends the case's requests in order and returns one answer for each.
func (c *Case) Run(ctx context.Context, s Server) ([]Answer, error) {
	var answers []Answer
	for _, r := range c.Requests {
		for range max(1, r.Repeat) {
			if r.WaitMS > 0 {
				time.Sleep(time.Duration(r.WaitMS) * time.Millisecond)
			}
			a, err := s.step(ctx, r)
			if err != nil {
				return answers, fmt.Errorf("%s: request %q: %w", c.Name, r.Name, err)
			}
			answers = append(answers, a)
		}
	}
	return answers, nil
}

func (s Server) step(ctx context.Context, r Request) (Answer, error) {
	if r.Cron == "" {
		a, err := Send(ctx, s.Addr, s.localEtags(r), s.Upstream)
		for i, h := range a.Headers {
			for local, deployed := range s.Etags {
				a.Headers[i][1] = strings.ReplaceAll(h[1], local, deployed)
				if a.Headers[i] != h {
					break
				}
			}
		}
		return a, err
	}
	at := r.Time
	if at == 0 {
		at = DefaultTime
	}
	status, err := s.Scheduled(ctx, r.Cron, time.UnixMilli(at).UTC())
	return Answer{Name: r.Name, Status: status}, err
}

// localEtags lets a case ask with the ETags of answers.json.
func (s Server) localEtags(r Request) Request {
	if len(s.Etags) == 0 {
		return r
	}
	r.Headers = slices.Clone(r.Headers)
	for i := range r.Headers {
		for local, deployed := range s.Etags {
			r.Headers[i][1] = strings.ReplaceAll(r.Headers[i][1], deployed, local)
		}
	}
	return r
}
