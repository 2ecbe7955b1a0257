package schedule

import (
	"fmt"
	"strings"
	"time"
)

// Error is a mistake in an expression. At is its position in bytes, from 0.
type Error struct {
	At      int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%s (at character %d)", e.Message, e.At+1) }

// field says what one of the five may hold.
type field struct {
	name     string
	min, max int
	words    []string // names of min, min+1, …
}

var (
	minuteField  = field{name: "minute", min: 0, max: 59}
	hourField    = field{name: "hour", min: 0, max: 23}
	dayField     = field{name: "day of the month", min: 1, max: 31}
	monthField   = field{name: "month", min: 1, max: 12, words: []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}}
	weekdayField = field{name: "weekday", min: 1, max: 7, words: []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}}
)

// Parse reads an expression. An error is an *Error.
func Parse(expr string) (s *Schedule, err error) {
	p := &parser{text: expr}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			s, err = nil, e
		}
	}()
	s = &Schedule{}
	s.minutes = p.set(minuteField)
	p.space()
	s.hours = p.set(hourField)
	p.space()
	s.monthDay = p.monthDay()
	p.space()
	s.months = p.set(monthField)
	p.space()
	s.weekday = p.weekday()
	if p.at < len(p.text) {
		p.fail("unexpected %q behind the weekday", p.text[p.at:])
	}
	return s, nil
}

// parser walks through the text; mistakes leave it as a panic with an *Error.
type parser struct {
	text string
	at   int
}

func (p *parser) fail(format string, args ...any) {
	panic(&Error{At: p.at, Message: fmt.Sprintf(format, args...)})
}

// take consumes one character when it is c.
func (p *parser) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// space separates two fields.
func (p *parser) space() {
	start := p.at
	for p.take(' ') || p.take('\t') {
	}
	if p.at > start {
		return
	}
	if p.at == len(p.text) {
		p.fail("the expression ends early: it has five fields, minute hour day month weekday")
	}
	p.fail("unexpected %q", p.text[p.at:p.at+1])
}

// set reads a field without rules of its own. A lone * is all of it.
func (p *parser) set(f field) uint64 {
	if p.star() {
		return f.rang(f.min, f.max, 1)
	}
	return p.list(f)
}

// star consumes a * that stands alone; */5 is left to list.
func (p *parser) star() bool {
	if strings.HasPrefix(p.text[p.at:], "*") && !strings.HasPrefix(p.text[p.at:], "*/") {
		p.at++
		return true
	}
	return false
}

// list reads items separated by commas.
func (p *parser) list(f field) uint64 {
	out := p.item(f)
	for p.take(',') {
		out |= p.item(f)
	}
	return out
}

// item reads a, a-b, a/s, a-b/s; a * for a is the smallest value.
func (p *parser) item(f field) uint64 {
	from := f.min
	if !p.take('*') {
		from = p.value(f)
	}
	return p.rest(f, from)
}

// rest reads what may follow the first value of an item.
func (p *parser) rest(f field, from int) uint64 {
	switch {
	case p.take('/'):
		return f.rang(from, f.max, p.step(f))
	case p.take('-'):
		to, step := p.value(f), 1
		if p.take('/') {
			step = p.step(f)
		}
		return f.rang(from, to, step)
	}
	return f.rang(from, from, 1)
}

// rang is the set from, from+step, … to, going round at the end of the field
// when to is smaller.
func (f field) rang(from, to, step int) uint64 {
	size := f.max - f.min + 1
	length := to - from
	if length < 0 {
		length += size
	}
	var out uint64
	for i := 0; i <= length; i += step {
		out |= 1 << (f.min + (from-f.min+i)%size)
	}
	return out
}

// value reads a number or a name of the field.
func (p *parser) value(f field) int {
	rest := p.text[p.at:]
	for i, word := range f.words {
		if len(rest) >= len(word) && strings.EqualFold(rest[:len(word)], word) {
			p.at += len(word)
			return f.min + i
		}
	}
	return p.number(f.name, f.min, f.max)
}

func (p *parser) step(f field) int { return p.number("step", 1, f.max-f.min) }

func (p *parser) number(what string, least, most int) int {
	start, n := p.at, 0
	for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
		n = min(n*10+int(p.text[p.at]-'0'), 1000)
		p.at++
	}
	if p.at == start {
		found := "the end"
		if p.at < len(p.text) {
			found = fmt.Sprintf("%q", p.text[p.at:p.at+1])
		}
		p.fail("expected a %s, found %s", what, found)
	}
	if n < least || n > most {
		text := p.text[start:p.at]
		p.at = start
		p.fail("%s %s is not within %d to %d", what, text, least, most)
	}
	return n
}

// monthDay reads the third field. L and W stand alone: no list may hold them.
func (p *parser) monthDay() monthDay {
	if p.star() {
		return monthDay{}
	}
	if p.take('L') {
		d := monthDay{kind: lastDay}
		if p.take('-') {
			d.day = p.number("offset", 1, 30)
		}
		if p.take('W') {
			d.kind = lastWorkday
		}
		return d
	}
	if strings.HasPrefix(p.text[p.at:], "*") {
		return monthDay{kind: someDays, set: p.list(dayField)}
	}
	day := p.value(dayField)
	if p.take('W') {
		return monthDay{kind: nearest, day: day}
	}
	return monthDay{kind: someDays, set: p.tail(dayField, day)}
}

// tail reads the rest of a list whose first value was read.
func (p *parser) tail(f field, first int) uint64 {
	out := p.rest(f, first)
	if p.take(',') {
		out |= p.list(f)
	}
	return out
}

// weekday reads the fifth field, whose days count from 1 for Sunday.
func (p *parser) weekday() weekday {
	if p.star() {
		return weekday{}
	}
	if p.take('L') { // by itself the last day of the week
		return weekday{kind: someWeekdays, set: 1 << time.Saturday}
	}
	if strings.HasPrefix(p.text[p.at:], "*") {
		return weekday{kind: someWeekdays, set: p.list(weekdayField) >> 1}
	}
	day := p.value(weekdayField)
	switch {
	case p.take('L'):
		return weekday{kind: lastOfMonth, day: time.Weekday(day - 1)}
	case p.take('#'):
		return weekday{kind: nthOfMonth, day: time.Weekday(day - 1), nth: p.number("occurrence", 1, 5)}
	}
	return weekday{kind: someWeekdays, set: p.tail(weekdayField, day) >> 1}
}
