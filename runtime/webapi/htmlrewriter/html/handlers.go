package html

// handlerList is handlers of one kind, in the order they were given, with how
// many open matches want each.
type handlerList[T any] struct {
	items []handlerItem[T]
	users int
}

type handlerItem[T any] struct {
	call  T
	users int
}

func (l *handlerList[T]) add(call T, users int) int {
	l.items = append(l.items, handlerItem[T]{call, users})
	l.users += users
	return len(l.items) - 1
}

// use adds n users to the handler at i; -1 is no handler.
func (l *handlerList[T]) use(i, n int) {
	if i >= 0 {
		l.items[i].users += n
		l.users += n
	}
}

// each calls f with the handlers somebody wants.
func (l *handlerList[T]) each(f func(T) error) error {
	for i := range l.items {
		if l.items[i].users > 0 {
			if err := f(l.items[i].call); err != nil {
				return err
			}
		}
	}
	return nil
}

// once is each; afterwards nobody wants them any more.
func (l *handlerList[T]) once(f func(T) error) error {
	for i := range l.items {
		item := &l.items[i]
		if item.users == 0 {
			continue
		}
		if err := f(item.call); err != nil {
			return err
		}
		l.users -= item.users
		item.users = 0
	}
	return nil
}

// drain calls f with the handlers somebody wants, the last first, and forgets
// them and all that were added since the first of them.
func (l *handlerList[T]) drain(f func(T) error) error {
	first := 0
	for first < len(l.items) && l.items[first].users == 0 {
		first++
	}
	tail := l.items[first:]
	l.items = l.items[:first]
	for i := len(tail) - 1; i >= 0; i-- {
		if tail[i].users == 0 {
			continue
		}
		l.users -= tail[i].users
		if err := f(tail[i].call); err != nil {
			return err
		}
	}
	clear(tail)
	return nil
}

// sink writes content into the document.
type sink struct {
	r    *Rewriter
	rest []byte // the start of a character that a stream has not finished
}

func (s *sink) put(content ...Content) error {
	for _, c := range content {
		if c.Stream == nil {
			if len(s.rest) > 0 {
				s.rest = nil
				s.write("\ufffd", true)
			}
			s.write(c.Text, c.HTML)
			continue
		}
		if err := c.Stream(func(b []byte) error { return s.piece(b, c.HTML) }); err != nil {
			return err
		}
	}
	return nil
}

// piece takes a piece of a stream, which may end within a character.
func (s *sink) piece(b []byte, html bool) error {
	if len(s.rest) > 0 {
		b = append(s.rest, b...)
		s.rest = nil
	}
	n := validPrefix(b)
	if n < len(b) {
		if bad, wrong := maximalSubpart(b[n:]); wrong || n+bad < len(b) {
			return errStream
		}
		s.rest = append([]byte(nil), b[n:]...)
	}
	s.write(string(b[:n]), html)
	return nil
}

func (s *sink) write(text string, html bool) {
	if text == "" {
		return
	}
	if !html {
		text = escape(text)
	}
	s.r.out(s.r.charset.encode(text))
}

// escape makes HTML of a text.
func escape(text string) string {
	var b []byte
	done := 0
	for i := range len(text) {
		var ref string
		switch text[i] {
		case '&':
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		default:
			continue
		}
		b = append(append(b, text[done:i]...), ref...)
		done = i + 1
	}
	if done == 0 {
		return text
	}
	return string(append(b, text[done:]...))
}
