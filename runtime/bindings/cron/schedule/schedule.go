// Package schedule reads cron expressions as Cloudflare does and finds the
// times they name. The grammar is that of Cloudflare's own parser,
// https://github.com/cloudflare/saffron: five fields as in Quartz, so that
// weekday 1 is Sunday, ranges may wrap (22-2), and L, W and # pick days that
// move. Times are UTC. schedule.ts beside it is the same in TypeScript; both
// are tested with testdata/vectors.json.
package schedule

import (
	"math/bits"
	"time"
)

// Schedule is a parsed expression: sets of minutes, hours and months as bits,
// and two rules for days.
type Schedule struct {
	minutes, hours, months uint64
	monthDay               monthDay
	weekday                weekday
}

// monthDay is the third field. The zero value is "*".
type monthDay struct {
	kind monthDayKind
	set  uint64 // of days 1 to 31
	day  int    // of nearest; of last how many days before the end
}

type monthDayKind int

const (
	everyDay    monthDayKind = iota
	someDays                 // 1,15 or 10-20/2
	lastDay                  // L, L-3
	lastWorkday              // LW, L-3W: the workday nearest to that day
	nearest                  // 15W: the workday nearest to the 15th
)

// weekday is the fifth field. The zero value is "*".
type weekday struct {
	kind weekdayKind
	set  uint64 // of weekdays, bit 0 is Sunday
	day  time.Weekday
	nth  int
}

type weekdayKind int

const (
	everyWeekday weekdayKind = iota
	someWeekdays             // MON-FRI
	lastOfMonth              // 6L: the last Friday
	nthOfMonth               // 2#1: the first Monday
)

// The Gregorian calendar, weekdays included, repeats after 400 years.
const cycle = 400 * 12

// Next is the first minute after t that the expression names. It reports false
// when there is none ever, as for the 31st of April.
func (s *Schedule) Next(t time.Time) (time.Time, bool) {
	t = t.UTC().Truncate(time.Minute).Add(time.Minute)
	year, month, day := t.Date()
	minute, hour := t.Minute(), t.Hour()
	for range cycle + 1 {
		if s.months&(1<<month) != 0 {
			// From the day and time of t on in its own month, else from the start.
			days := s.days(year, month) >> day << day
			for ; days != 0; days &= days - 1 {
				d := bits.TrailingZeros64(days)
				if d != day {
					hour, minute = 0, 0
				}
				if h, m, ok := s.timeFrom(hour, minute); ok {
					return time.Date(year, month, d, h, m, 0, 0, time.UTC), true
				}
			}
		}
		day, hour, minute = 1, 0, 0
		if month++; month > time.December {
			year, month = year+1, time.January
		}
	}
	return time.Time{}, false
}

// timeFrom is the first time of a day that is not before hour:minute.
func (s *Schedule) timeFrom(hour, minute int) (h, m int, ok bool) {
	if s.hours&(1<<hour) != 0 {
		if rest := s.minutes >> minute << minute; rest != 0 {
			return hour, bits.TrailingZeros64(rest), true
		}
	}
	rest := s.hours >> (hour + 1) << (hour + 1)
	if rest == 0 {
		return 0, 0, false
	}
	return bits.TrailingZeros64(rest), bits.TrailingZeros64(s.minutes), true
}

// days is the set of days that fire in a month. When both fields restrict the
// day, either will do.
func (s *Schedule) days(year int, month time.Month) uint64 {
	n := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Weekday()
	all := uint64(1)<<(n+1) - 2
	switch {
	case s.monthDay.kind == everyDay && s.weekday.kind == everyWeekday:
		return all
	case s.monthDay.kind == everyDay:
		return s.weekday.days(n, first) & all
	case s.weekday.kind == everyWeekday:
		return s.monthDay.days(n, first) & all
	}
	return (s.monthDay.days(n, first) | s.weekday.days(n, first)) & all
}

// days gives the days of a month of n days that begins on first.
func (d monthDay) days(n int, first time.Weekday) uint64 {
	switch d.kind {
	case someDays:
		return d.set
	case lastDay:
		return bit(n - d.day)
	case lastWorkday:
		return workday(n-d.day, n, first)
	case nearest:
		return workday(d.day, n, first)
	}
	return 0
}

// workday is the day from Monday to Friday nearest to day, in the same month.
func workday(day, n int, first time.Weekday) uint64 {
	if day < 1 || day > n {
		return 0
	}
	switch (first + time.Weekday(day-1)) % 7 {
	case time.Saturday:
		if day == 1 {
			return bit(3)
		}
		return bit(day - 1)
	case time.Sunday:
		if day == n {
			return bit(n - 2)
		}
		return bit(day + 1)
	}
	return bit(day)
}

func (w weekday) days(n int, first time.Weekday) uint64 {
	// The first of that weekday, then every seventh day.
	of := func(day time.Weekday) int { return int((day-first+7)%7) + 1 }
	var out uint64
	switch w.kind {
	case someWeekdays:
		for day := time.Sunday; day <= time.Saturday; day++ {
			if w.set&(1<<day) == 0 {
				continue
			}
			for d := of(day); d <= n; d += 7 {
				out |= bit(d)
			}
		}
	case lastOfMonth:
		out = bit(of(w.day) + (n-of(w.day))/7*7)
	case nthOfMonth:
		out = bit(of(w.day) + 7*(w.nth-1))
	}
	return out
}

func bit(day int) uint64 {
	if day < 1 {
		return 0
	}
	return 1 << day
}
