package html

// state is where the lexer is in the markup. The names are the specification's.
type state uint8

const (
	inData state = iota
	inPlaintext
	inRCDATA
	inRawtext
	inScript
	inCDATA
	inCDATABracket

	textLess // < in rcdata or rawtext
	textEndOpen
	textEndName

	scriptLess
	scriptEndOpen
	scriptEndName
	scriptEscapeStart
	scriptEscaped
	scriptEscapedDashDash
	scriptEscapedLess
	scriptEscapedEndOpen
	scriptEscapedEndName
	scriptDoubleStart
	scriptDouble
	scriptDoubleDashDash
	scriptDoubleLess
	scriptDoubleEndName
	scriptDoubleEnd

	tagOpen
	endTagOpen
	declarationOpen
	tagName
	selfClosingTag
	beforeAttrName
	attrName
	afterAttrName
	beforeAttrValue
	attrSingle
	attrDouble
	attrUnquoted

	bogusComment
	commentStart
	inComment
	commentStartDash
	commentEndDash
	commentEnd
	commentLess
	commentLessBang
	commentLessBangDash
	commentLessBangDashDash
	commentEndBang

	doctypeStart
	beforeDoctypeName
	doctypeName
	afterDoctypeName
	afterPublicWord
	afterSystemWord
	beforePublicID
	beforeSystemID
	publicID
	systemID
	afterPublicID
	afterSystemID
	betweenIDs
	bogusDoctype
)

var textStates = [...]state{
	dataText: inData, plainText: inPlaintext, rcdataText: inRCDATA,
	rawText: inRawtext, scriptText: inScript, cdataText: inCDATA,
}

// next gives the next thing found. consumed is how much of the input is behind
// it when more is needed.
func (l *lexer) next() (ev event, consumed int, err error) {
	for {
		switch at := l.at; {
		case at <= inCDATA:
			ev, err = l.textStep()
		case at < tagOpen:
			ev, err = l.rawStep()
		case at < bogusComment:
			ev, err = l.tagStep()
		case at < doctypeStart:
			ev = l.commentStep()
		default:
			ev = l.doctypeStep()
		}
		if ev == moreInput {
			if l.last && !l.done {
				l.done = true
				return endEvent, len(l.in), nil
			}
			return moreInput, l.stop(), nil
		}
		if ev != noEvent || err != nil {
			return ev, 0, err
		}
	}
}

// textStep is one step through text of any kind.
func (l *lexer) textStep() (event, error) {
	until := byte('<')
	switch l.at {
	case inCDATA:
		until = ']'
	case inPlaintext:
		l.pos = len(l.in)
		if ev := l.textUntil(l.pos); ev != noEvent {
			return ev, nil
		}
		return moreInput, nil
	}
	i, found := l.skipTo(until)
	ev := l.textUntil(i)
	if !found {
		if ev == noEvent {
			return moreInput, nil
		}
		return ev, nil
	}
	switch l.at {
	case inCDATA:
		l.at = inCDATABracket
		return ev, nil
	case inData:
		l.at = tagOpen
	case inScript:
		l.at = scriptLess
	default:
		l.at = textLess
	}
	l.markTag(i)
	return ev, nil
}

// markTag keeps the input from i on while it may be a tag.
func (l *lexer) markTag(i int) {
	if l.scanning {
		l.tagStart = i
	}
}

// notATag makes text of what was read before i, which is read again as at.
func (l *lexer) notATag(i int, at state) event {
	l.tagStart = -1
	l.at, l.pos = at, i
	return l.textUntil(i)
}

// textEnds is the end of the input within text that is not let go before it is
// known whether it is a tag.
func (l *lexer) textEnds() (event, error) {
	if l.last {
		if ev := l.textUntil(len(l.in)); ev != noEvent {
			return ev, nil
		}
	}
	return moreInput, nil
}

// take reads a byte; ok is false at the end of the input.
func (l *lexer) take() (c byte, i int, ok bool) {
	if l.pos >= len(l.in) {
		l.pos = len(l.in)
		return 0, l.pos, false
	}
	i = l.pos
	l.pos++
	return l.in[i], i, true
}

// compare looks for word at i. hold says that the input ends too early to tell:
// the state begins again at i when there is more.
func (l *lexer) compare(i int, word string, fold bool) (found, hold bool) {
	switch l.follows(i, word, fold) {
	case matched:
		l.sequence = -1
		l.pos = i + len(word)
		return true, false
	case undecided:
		l.sequence = i
		l.pos = i
		return false, true
	}
	l.sequence = -1
	return false, false
}

// rawStep is one step behind a < in rcdata, rawtext or a script, or behind ] in CDATA.
func (l *lexer) rawStep() (event, error) {
	c, i, ok := l.take()
	if !ok {
		return l.textEnds()
	}
	switch l.at {
	case inCDATABracket:
		if found, hold := l.compare(i, "]>", false); found {
			l.text, l.at = dataText, inData
			return l.markup(l.pos), nil
		} else if hold {
			return moreInput, nil
		}
		l.at, l.pos = inCDATA, i
		return l.textUntil(i), nil

	case textLess:
		if c == '/' {
			l.at = textEndOpen
			return noEvent, nil
		}
		return l.notATag(i, textStates[l.text]), nil
	case textEndOpen:
		return l.endName(c, i, textEndName, textStates[l.text]), nil
	case textEndName:
		return l.inEndName(c, i, textStates[l.text])

	case scriptLess:
		switch c {
		case '/':
			l.at = scriptEndOpen
			return noEvent, nil
		case '!':
			l.tagStart = -1
			l.at = scriptEscapeStart
			return noEvent, nil
		}
		return l.notATag(i, inScript), nil
	case scriptEndOpen:
		return l.endName(c, i, scriptEndName, inScript), nil
	case scriptEndName:
		return l.inEndName(c, i, inScript)

	case scriptEscapeStart:
		if found, hold := l.compare(i, "--", false); found {
			l.at = scriptEscapedDashDash
			return noEvent, nil
		} else if hold {
			return moreInput, nil
		}
		l.at, l.pos = inScript, i
		return l.textUntil(i), nil
	case scriptEscaped:
		if found, hold := l.compare(i, "--", false); found {
			l.at = scriptEscapedDashDash
		} else if hold {
			return moreInput, nil
		} else if c == '<' {
			ev := l.textUntil(i)
			l.markTag(i)
			l.at = scriptEscapedLess
			return ev, nil
		}
		return noEvent, nil
	case scriptEscapedDashDash:
		switch c {
		case '-':
		case '<':
			ev := l.textUntil(i)
			l.markTag(i)
			l.at = scriptEscapedLess
			return ev, nil
		case '>':
			l.at, l.pos = inScript, i
			return l.textUntil(i), nil
		default:
			l.at = scriptEscaped
		}
		return noEvent, nil
	case scriptEscapedLess:
		if found, hold := l.compare(i, "SCRIPT", true); found {
			l.tagStart = -1
			l.at = scriptDoubleStart
			return noEvent, nil
		} else if hold {
			return moreInput, nil
		}
		if c == '/' {
			l.at = scriptEscapedEndOpen
			return noEvent, nil
		}
		return l.notATag(i, scriptEscaped), nil
	case scriptEscapedEndOpen:
		return l.endName(c, i, scriptEscapedEndName, scriptEscaped), nil
	case scriptEscapedEndName:
		return l.inEndName(c, i, scriptEscaped)
	}
	return l.doubleStep(c, i)
}

// doubleStep is one step in a script within a comment within a script.
func (l *lexer) doubleStep(c byte, i int) (event, error) {
	switch l.at {
	case scriptDoubleStart:
		if isSpace(c) || c == '/' || c == '>' {
			l.at = scriptDouble
		} else {
			l.at, l.pos = scriptEscaped, i
		}
	case scriptDouble:
		if found, hold := l.compare(i, "--", false); found {
			l.at = scriptDoubleDashDash
		} else if hold {
			return moreInput, nil
		} else if c == '<' {
			l.at = scriptDoubleLess
			return l.textUntil(i), nil
		}
	case scriptDoubleDashDash:
		switch c {
		case '-':
		case '<':
			l.at = scriptDoubleLess
		case '>':
			l.at, l.pos = inScript, i
			return l.textUntil(i), nil
		default:
			l.at = scriptDouble
		}
	case scriptDoubleLess:
		if c == '/' {
			l.at = scriptDoubleEndName
		} else {
			l.at, l.pos = scriptDouble, i
		}
	case scriptDoubleEndName:
		if found, hold := l.compare(i, "SCRIPT", true); found {
			l.at = scriptDoubleEnd
		} else if hold {
			return moreInput, nil
		} else {
			l.at, l.pos = scriptDouble, i
		}
	case scriptDoubleEnd:
		if isSpace(c) || c == '/' || c == '>' {
			l.at = scriptEscaped
		} else {
			l.at, l.pos = scriptDouble, i
		}
	}
	return noEvent, nil
}

// endName is the byte behind </ in text.
func (l *lexer) endName(c byte, i int, name, text state) event {
	if isAlpha(c) {
		l.newTag(i, true)
		l.at = name
		return noEvent
	}
	return l.notATag(i, text)
}

// inEndName is a byte of the name of what may be the end tag of the text.
func (l *lexer) inEndName(c byte, i int, text state) (event, error) {
	switch {
	case isAlpha(c):
		return noEvent, nil
	case (isSpace(c) || c == '/' || c == '>') && l.appropriate(i):
		return l.finishName(i)
	case text == scriptEscaped && !isSpace(c) && c != '/' && c != '>':
		// Scanning, this keeps more input than it need.
		l.at, l.pos = text, i
		return l.textUntil(i), nil
	}
	return l.notATag(i, text), nil
}
