package html

// tagStep is one step within a tag, or where one may begin.
func (l *lexer) tagStep() (event, error) {
	switch l.at {
	case attrSingle, attrDouble:
		quote := byte('"')
		if l.at == attrSingle {
			quote = '\''
		}
		i, found := l.skipTo(quote)
		if !found {
			return l.tagEnds()
		}
		l.valueAttr(i)
		l.finishAttr()
		l.at = beforeAttrName
		return noEvent, nil
	case declarationOpen:
		return l.declaration()
	}
	c, i, ok := l.take()
	if !ok {
		if l.at == tagOpen || l.at == endTagOpen {
			return l.textEnds()
		}
		return l.tagEnds()
	}
	switch l.at {
	case tagOpen:
		return l.openTag(c, i), nil
	case endTagOpen:
		switch {
		case isAlpha(c):
			l.newTag(i, true)
			l.at = tagName
		case c == '>':
			l.tagStart = -1
			l.at = inData
			return l.markup(i + 1), nil
		default:
			l.newComment(i)
			l.at, l.pos = bogusComment, i
		}
		return noEvent, nil
	case tagName:
		if isSpace(c) || c == '/' || c == '>' {
			return l.finishName(i)
		}
		return noEvent, nil
	case selfClosingTag:
		if c == '>' {
			if !l.scanning && !l.tag.end {
				l.tag.selfClosing = true
			}
			return l.emitTag(i)
		}
		l.at, l.pos = beforeAttrName, i
		return noEvent, nil
	}
	return l.attrStep(c, i)
}

// tagEnds is the end of the input within a tag: at the end of the document such
// a tag is none.
func (l *lexer) tagEnds() (event, error) {
	if l.last && !l.scanning && l.start < len(l.in) {
		return l.markup(len(l.in)), nil
	}
	return moreInput, nil
}

func (l *lexer) openTag(c byte, i int) event {
	switch {
	case isAlpha(c):
		l.newTag(i, false)
		l.at = tagName
	case c == '!':
		l.tagStart = -1
		l.part = l.pos
		l.at = declarationOpen
	case c == '/':
		l.at = endTagOpen
	case c == '?':
		l.tagStart = -1
		l.newComment(i)
		l.at = bogusComment
	default:
		return l.notATag(i, inData)
	}
	return noEvent
}

// declaration is what follows <!.
func (l *lexer) declaration() (event, error) {
	_, i, ok := l.take()
	if !ok {
		if !l.last {
			return moreInput, nil
		}
		l.newComment(l.part)
		l.at = bogusComment
		return noEvent, nil
	}
	if found, hold := l.compare(i, "--", false); found {
		l.newComment(l.pos)
		l.at = commentStart
		return noEvent, nil
	} else if hold {
		return moreInput, nil
	}
	if found, hold := l.compare(i, "DOCTYPE", true); found {
		l.at = doctypeStart
		return noEvent, nil
	} else if hold {
		return moreInput, nil
	}
	if found, hold := l.compare(i, "[CDATA[", false); found {
		if l.cdata {
			l.text, l.at = cdataText, inCDATA
			return l.markup(l.pos), nil
		}
		l.newComment(l.part)
		l.at = bogusComment
		return noEvent, nil
	} else if hold {
		return moreInput, nil
	}
	l.newComment(l.part)
	l.at, l.pos = bogusComment, i
	return noEvent, nil
}

// attrStep is one step through the attributes of a tag.
func (l *lexer) attrStep(c byte, i int) (event, error) {
	switch l.at {
	case beforeAttrName:
		switch {
		case isSpace(c):
		case c == '/':
			l.at = selfClosingTag
		case c == '>':
			return l.emitTag(i)
		default:
			l.startAttr(i)
			l.at = attrName
		}
	case attrName:
		switch {
		case isSpace(c):
			l.nameAttr(i)
			l.at = afterAttrName
		case c == '=':
			l.nameAttr(i)
			l.at = beforeAttrValue
		case c == '/':
			l.nameAttr(i)
			l.finishAttr()
			l.at = selfClosingTag
		case c == '>':
			l.nameAttr(i)
			l.finishAttr()
			return l.emitTag(i)
		}
	case afterAttrName:
		switch {
		case isSpace(c):
		case c == '/':
			l.finishAttr()
			l.at = selfClosingTag
		case c == '=':
			l.at = beforeAttrValue
		case c == '>':
			l.finishAttr()
			return l.emitTag(i)
		default:
			l.finishAttr()
			l.startAttr(i)
			l.at = attrName
		}
	case beforeAttrValue:
		switch {
		case isSpace(c):
		case c == '"' || c == '\'':
			l.quote = c
			l.part = l.pos
			l.at = attrDouble
			if c == '\'' {
				l.at = attrSingle
			}
		case c == '>':
			l.finishAttr()
			ev, err := l.emitTag(i)
			l.at = inData // whatever the tag is
			return ev, err
		default:
			l.part = i
			l.at, l.pos = attrUnquoted, i
		}
	case attrUnquoted:
		switch {
		case isSpace(c):
			l.valueAttr(i)
			l.finishAttr()
			l.at = beforeAttrName
		case c == '>':
			l.valueAttr(i)
			l.finishAttr()
			return l.emitTag(i)
		}
	}
	return noEvent, nil
}

// endComment ends the comment's text before i, for as far as is known.
func (l *lexer) endComment(i int) { l.comment = span{l.part, i} }

// tokenEnds is the end of the input within a comment or a doctype.
func (l *lexer) tokenEnds() event {
	if !l.last || l.done {
		return moreInput
	}
	if l.scanning || l.start >= len(l.in) {
		return moreInput
	}
	return l.token(len(l.in))
}

// commentStep is one step through a comment.
func (l *lexer) commentStep() event {
	if l.at == bogusComment {
		i, found := l.skipTo('>')
		if !found {
			if l.last {
				l.endComment(i)
			}
			return l.tokenEnds()
		}
		l.endComment(i)
		l.at = inData
		return l.token(i + 1)
	}
	c, i, ok := l.take()
	if !ok {
		if l.last {
			switch l.at {
			case commentStart, inComment, commentLess, commentLessBang:
				l.endComment(i)
			}
		}
		return l.tokenEnds()
	}
	again := func(at state) event {
		l.at, l.pos = at, i
		return noEvent
	}
	finish := func() event {
		l.at = inData
		return l.token(i + 1)
	}
	switch l.at {
	case commentStart:
		switch c {
		case '-':
			l.endComment(i)
			l.at = commentStartDash
		case '>':
			l.endComment(i)
			return finish()
		default:
			return again(inComment)
		}
	case inComment:
		switch c {
		case '-':
			l.endComment(i)
			l.at = commentEndDash
		case '<':
			l.at = commentLess
		default:
			l.endComment(i)
		}
	case commentStartDash:
		switch c {
		case '-':
			l.at = commentEnd
		case '>':
			return finish()
		default:
			return again(inComment)
		}
	case commentEndDash:
		if c != '-' {
			return again(inComment)
		}
		l.at = commentEnd
	case commentEnd:
		switch c {
		case '>':
			return finish()
		case '!':
			l.at = commentEndBang
		case '-':
			l.comment.end++
		default:
			l.comment.end += 2
			return again(inComment)
		}
	case commentLess:
		l.endComment(i)
		switch c {
		case '!':
			l.at = commentLessBang
		case '<':
		default:
			return again(inComment)
		}
	case commentLessBang:
		l.endComment(i)
		if c != '-' {
			return again(inComment)
		}
		l.at = commentLessBangDash
	case commentLessBangDash:
		if c != '-' {
			return again(commentEndDash)
		}
		l.at = commentLessBangDashDash
	case commentLessBangDashDash:
		return again(commentEnd)
	case commentEndBang:
		switch c {
		case '>':
			return finish()
		case '-':
			l.comment.end += 3
			l.at = commentEndDash
		default:
			l.comment.end += 3
			return again(inComment)
		}
	}
	return noEvent
}

// doctypeStep is one step through a doctype.
func (l *lexer) doctypeStep() event {
	if l.at == bogusDoctype {
		i, found := l.skipTo('>')
		if !found {
			return l.tokenEnds()
		}
		l.at = inData
		return l.token(i + 1)
	}
	c, i, ok := l.take()
	d := &l.doctype
	if !ok {
		if l.last {
			switch l.at {
			case doctypeStart, beforeDoctypeName:
				l.newDoctype()
			case doctypeName:
				d.name, d.hasName = span{l.part, i}, true
			case publicID:
				d.publicID, d.hasPublic = span{l.part, i}, true
			case systemID:
				d.systemID, d.hasSystem = span{l.part, i}, true
			}
		}
		return l.tokenEnds()
	}
	finish := func() event {
		l.at = inData
		return l.token(i + 1)
	}
	id := func(at state) event {
		l.quote = c
		l.part = l.pos
		l.at = at
		return noEvent
	}
	switch l.at {
	case doctypeStart:
		switch {
		case isSpace(c):
			l.at = beforeDoctypeName
		case c == '>':
			l.newDoctype()
			return finish()
		default:
			l.at, l.pos = beforeDoctypeName, i
		}
	case beforeDoctypeName:
		switch {
		case isSpace(c):
		case c == '>':
			l.newDoctype()
			return finish()
		default:
			l.newDoctype()
			l.part = i
			l.at = doctypeName
		}
	case doctypeName:
		if isSpace(c) || c == '>' {
			d.name, d.hasName = span{l.part, i}, true
			if c == '>' {
				return finish()
			}
			l.at = afterDoctypeName
		}
	case afterDoctypeName:
		return l.doctypeWord(c, i, finish)
	case publicID, systemID:
		if c != l.quote && c != '>' {
			return noEvent
		}
		next := afterPublicID
		if l.at == publicID {
			d.publicID, d.hasPublic = span{l.part, i}, true
		} else {
			d.systemID, d.hasSystem = span{l.part, i}, true
			next = afterSystemID
		}
		if c == '>' {
			return finish()
		}
		l.at = next
	case afterPublicWord, beforePublicID, afterSystemWord, beforeSystemID, afterPublicID, betweenIDs, afterSystemID:
		quoted := systemID
		if l.at == afterPublicWord || l.at == beforePublicID {
			quoted = publicID
		}
		switch {
		case isSpace(c):
			switch l.at {
			case afterPublicWord:
				l.at = beforePublicID
			case afterSystemWord:
				l.at = beforeSystemID
			case afterPublicID:
				l.at = betweenIDs
			}
		case c == '>':
			return finish()
		case (c == '"' || c == '\'') && l.at != afterSystemID:
			return id(quoted)
		default:
			l.at = bogusDoctype
		}
	}
	return noEvent
}

func (l *lexer) doctypeWord(c byte, i int, finish func() event) event {
	switch {
	case isSpace(c):
		return noEvent
	case c == '>':
		return finish()
	}
	if found, hold := l.compare(i, "PUBLIC", true); found {
		l.at = afterPublicWord
		return noEvent
	} else if hold {
		return moreInput
	}
	if found, hold := l.compare(i, "SYSTEM", true); found {
		l.at = afterSystemWord
		return noEvent
	} else if hold {
		return moreInput
	}
	l.at = bogusDoctype
	return noEvent
}
