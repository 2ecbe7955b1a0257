package schedule_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/cron/schedule"
)

// vectors are shared with the TypeScript half.
type vectors struct {
	Matches []struct {
		Expression   string
		Fires, Rests []string
	}
	Series []struct {
		Expression, After string
		Next              []string
	}
	Invalid []struct {
		Expression, Message string
		At                  int
	}
}

func read(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Matches) == 0 || len(v.Series) == 0 || len(v.Invalid) == 0 {
		t.Fatal("no vectors")
	}
	return v
}

const layout = "2006-01-02 15:04"

func at(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func parse(t *testing.T, expr string) *schedule.Schedule {
	t.Helper()
	s, err := schedule.Parse(expr)
	if err != nil {
		t.Fatalf("%q: %v", expr, err)
	}
	return s
}

func TestMatches(t *testing.T) {
	for _, c := range read(t).Matches {
		s := parse(t, c.Expression)
		fires := func(text string) bool {
			want := at(t, text)
			got, ok := s.Next(want.Add(-time.Second))
			return ok && got.Equal(want)
		}
		for _, text := range c.Fires {
			if !fires(text) {
				t.Errorf("%q does not fire at %s", c.Expression, text)
			}
		}
		for _, text := range c.Rests {
			if fires(text) {
				t.Errorf("%q fires at %s", c.Expression, text)
			}
		}
	}
}

func TestSeries(t *testing.T) {
	for _, c := range read(t).Series {
		s, now := parse(t, c.Expression), at(t, c.After)
		for _, want := range c.Next {
			next, ok := s.Next(now)
			if !ok || next.Format(layout) != want {
				t.Errorf("%q after %s fires at %s (%v), want %s", c.Expression, now.Format(layout), next.Format(layout), ok, want)
			}
			now = next
		}
		if next, ok := s.Next(now); len(c.Next) == 0 && ok {
			t.Errorf("%q fires at %s, want never", c.Expression, next)
		}
	}
}

func TestInvalid(t *testing.T) {
	for _, c := range read(t).Invalid {
		_, err := schedule.Parse(c.Expression)
		var e *schedule.Error
		if !errors.As(err, &e) || e.At != c.At || e.Message != c.Message {
			t.Errorf("%q: %v, want at %d: %s", c.Expression, err, c.At, c.Message)
			continue
		}
		if want := fmt.Sprintf("%s (at character %d)", c.Message, c.At+1); err.Error() != want {
			t.Errorf("%q: %q, want %q", c.Expression, err, want)
		}
	}
}

// TestSeconds: the next time is a later minute, never the running one.
func TestSeconds(t *testing.T) {
	s := parse(t, "* * * * *")
	for from, want := range map[string]string{"10:00:00": "10:01:00", "10:00:00.5": "10:01:00", "10:00:59.999": "10:01:00"} {
		now, err := time.Parse("15:04:05", from)
		if err != nil {
			t.Fatal(err)
		}
		if next, _ := s.Next(now); next.Format("15:04:05") != want {
			t.Errorf("after %s: %s, want %s", from, next.Format("15:04:05"), want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("*/15,30-59/10 20-4/2 L-3W JAN-6/3 2#1")
	f.Fuzz(func(t *testing.T, expr string) {
		s, err := schedule.Parse(expr)
		if err != nil {
			var e *schedule.Error
			if !errors.As(err, &e) || e.At < 0 || e.At > len(expr) {
				t.Fatalf("%q: %v", expr, err)
			}
			return
		}
		now := time.Date(2026, 11, 22, 1, 30, 30, 0, time.UTC)
		for range 3 {
			next, ok := s.Next(now)
			if !ok {
				return
			}
			if !next.After(now) || next.Second() != 0 {
				t.Fatalf("%q: %v after %v", expr, next, now)
			}
			now = next
		}
	})
}
