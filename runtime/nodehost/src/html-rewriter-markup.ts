// The states of the lexer within markup: tags, comments and doctypes.
import {
  isAlpha,
  isSpace,
  type Found,
  type Lexer,
  type State,
} from "./html-rewriter-lexer.ts";
import { notATag, textEnds } from "./html-rewriter-states.ts";

const [BANG, DOUBLE, SINGLE, DASH, SLASH, LESS, EQUALS, GREATER, QUESTION] = [
  0x21, 0x22, 0x27, 0x2d, 0x2f, 0x3c, 0x3d, 0x3e, 0x3f,
];

export function tagStep(l: Lexer): Found | null {
  if (l.at === "value '" || l.at === 'value "') {
    const i = l.skipTo(l.quote);
    if (i < 0) return tagEnds(l);
    l.valueAttribute(i);
    l.finishAttribute();
    l.at = "before attribute";
    return null;
  }
  if (l.at === "<!") return declaration(l);
  const c = l.take();
  if (c < 0) return l.at === "<" || l.at === "</" ? textEnds(l) : tagEnds(l);
  const i = l.pos - 1;
  switch (l.at) {
    case "<":
      return openTag(l, c, i);
    case "</":
      if (isAlpha(c)) {
        l.newTag(i, true);
        l.at = "tag name";
        return null;
      }
      if (c === GREATER) {
        l.tagStart = -1;
        l.at = "data";
        return l.markup(i + 1);
      }
      l.newComment(i);
      return l.again(i, "bogus comment");
    case "tag name":
      return isSpace(c) || c === SLASH || c === GREATER
        ? l.finishName(i)
        : null;
    case "tag /":
      if (c !== GREATER) return l.again(i, "before attribute");
      if (!l.scanning && !l.tag.end) l.tag.selfClosing = true;
      return l.emitTag(i);
  }
  return attributeStep(l, c, i);
}

// The end of the input within a tag: at the end of the document it is none.
function tagEnds(l: Lexer): Found {
  if (l.last && !l.scanning && l.start < l.input.length)
    return l.markup(l.input.length) ?? "more";
  return "more";
}

function openTag(l: Lexer, c: number, i: number): Found | null {
  if (isAlpha(c)) {
    l.newTag(i, false);
    l.at = "tag name";
  } else if (c === BANG) {
    l.tagStart = -1;
    l.part = l.pos;
    l.at = "<!";
  } else if (c === SLASH) {
    l.at = "</";
  } else if (c === QUESTION) {
    l.tagStart = -1;
    l.newComment(i);
    l.at = "bogus comment";
  } else {
    return notATag(l, i, "data");
  }
  return null;
}

// What follows <!.
function declaration(l: Lexer): Found | null {
  if (l.take() < 0) {
    if (!l.last) return "more";
    l.newComment(l.part);
    l.at = "bogus comment";
    return null;
  }
  const i = l.pos - 1;
  const words: [string, () => Found | null][] = [
    ["--", () => (l.newComment(l.pos), (l.at = "comment start"), null)],
    ["DOCTYPE", () => ((l.at = "doctype"), null)],
    ["[CDATA[", () => cdata(l)],
  ];
  for (const [word, then] of words) {
    const found = l.compare(i, word, word === "DOCTYPE");
    if (found === null) return "more";
    if (found) return then();
  }
  l.newComment(l.part);
  return l.again(i, "bogus comment");
}

function cdata(l: Lexer): Found | null {
  if (l.cdata) {
    l.at = l.text = "cdata";
    return l.markup(l.pos);
  }
  l.newComment(l.part);
  l.at = "bogus comment";
  return null;
}

function attributeStep(l: Lexer, c: number, i: number): Found | null {
  switch (l.at) {
    case "before attribute":
      if (isSpace(c)) return null;
      if (c === GREATER) return l.emitTag(i);
      if (c === SLASH) l.at = "tag /";
      else {
        l.startAttribute(i);
        l.at = "attribute";
      }
      return null;
    case "attribute":
      if (isSpace(c) || c === EQUALS) {
        l.nameAttribute(i);
        l.at = c === EQUALS ? "before value" : "after attribute";
      } else if (c === SLASH || c === GREATER) {
        l.nameAttribute(i);
        l.finishAttribute();
        if (c === GREATER) return l.emitTag(i);
        l.at = "tag /";
      }
      return null;
    case "after attribute":
      if (isSpace(c)) return null;
      if (c === EQUALS) {
        l.at = "before value";
        return null;
      }
      l.finishAttribute();
      if (c === GREATER) return l.emitTag(i);
      if (c === SLASH) l.at = "tag /";
      else {
        l.startAttribute(i);
        l.at = "attribute";
      }
      return null;
    case "before value":
      return beforeValue(l, c, i);
    case "value":
      if (!isSpace(c) && c !== GREATER) return null;
      l.valueAttribute(i);
      l.finishAttribute();
      if (c === GREATER) return l.emitTag(i);
      l.at = "before attribute";
  }
  return null;
}

function beforeValue(l: Lexer, c: number, i: number): Found | null {
  if (isSpace(c)) return null;
  if (c === DOUBLE || c === SINGLE) {
    l.quote = c;
    l.part = l.pos;
    l.at = c === SINGLE ? "value '" : 'value "';
    return null;
  }
  if (c === GREATER) {
    l.finishAttribute();
    const found = l.emitTag(i);
    l.at = "data"; // whatever the tag is
    return found;
  }
  l.part = i;
  return l.again(i, "value");
}

const comments = new Set<State>([
  "bogus comment",
  "comment start",
  "comment",
  "comment start -",
  "comment -",
  "comment --",
  "comment <",
  "comment <!",
  "comment <!-",
  "comment <!--",
  "comment --!",
]);
const doctypes = new Set<State>([
  "doctype",
  "before doctype name",
  "doctype name",
  "after doctype name",
  "after PUBLIC",
  "after SYSTEM",
  "before public",
  "before system",
  "public",
  "system",
  "after public",
  "after system",
  "between ids",
  "bogus doctype",
]);

export const isComment = (at: State): boolean => comments.has(at);
export const isDoctype = (at: State): boolean => doctypes.has(at);

// Ends the comment's text before i, for as far as is known.
function endComment(l: Lexer, i: number): void {
  l.comment = [l.part, i];
}

// The end of the input within a comment or a doctype.
function tokenEnds(l: Lexer): Found {
  if (!l.last || l.done || l.start >= l.input.length) return "more";
  return l.token(l.input.length) ?? "more";
}

function finish(l: Lexer, i: number): Found | null {
  l.at = "data";
  return l.token(i + 1);
}

export function commentStep(l: Lexer): Found | null {
  if (l.at === "bogus comment") {
    const i = l.skipTo(GREATER);
    if (i >= 0 || l.last) endComment(l, i < 0 ? l.input.length : i);
    return i < 0 ? tokenEnds(l) : finish(l, i);
  }
  const c = l.take();
  if (c < 0) {
    const open = ["comment start", "comment", "comment <", "comment <!"];
    if (l.last && open.includes(l.at)) endComment(l, l.input.length);
    return tokenEnds(l);
  }
  const i = l.pos - 1;
  switch (l.at) {
    case "comment start":
      if (c !== DASH && c !== GREATER) return l.again(i, "comment");
      endComment(l, i);
      if (c === GREATER) return finish(l, i);
      l.at = "comment start -";
      return null;
    case "comment":
      if (c === LESS) {
        l.at = "comment <";
        return null;
      }
      endComment(l, i);
      if (c === DASH) l.at = "comment -";
      return null;
    case "comment start -":
      if (c === GREATER) return finish(l, i);
      if (c !== DASH) return l.again(i, "comment");
      l.at = "comment --";
      return null;
    case "comment -":
      if (c !== DASH) return l.again(i, "comment");
      l.at = "comment --";
      return null;
    case "comment --":
      if (c === GREATER) return finish(l, i);
      if (c === BANG) {
        l.at = "comment --!";
        return null;
      }
      l.comment[1] += c === DASH ? 1 : 2;
      return c === DASH ? null : l.again(i, "comment");
    case "comment <":
      endComment(l, i);
      if (c === BANG) l.at = "comment <!";
      else if (c !== LESS) return l.again(i, "comment");
      return null;
    case "comment <!":
      endComment(l, i);
      if (c !== DASH) return l.again(i, "comment");
      l.at = "comment <!-";
      return null;
    case "comment <!-":
      if (c !== DASH) return l.again(i, "comment -");
      l.at = "comment <!--";
      return null;
    case "comment <!--":
      return l.again(i, "comment --");
    case "comment --!":
      if (c === GREATER) return finish(l, i);
      l.comment[1] += 3;
      if (c !== DASH) return l.again(i, "comment");
      l.at = "comment -";
  }
  return null;
}

export function doctypeStep(l: Lexer): Found | null {
  if (l.at === "bogus doctype") {
    const i = l.skipTo(GREATER);
    return i < 0 ? tokenEnds(l) : finish(l, i);
  }
  const c = l.take();
  if (c < 0) return doctypeEnds(l);
  const i = l.pos - 1;
  const d = l.doctype;
  switch (l.at) {
    case "doctype":
      if (isSpace(c)) {
        l.at = "before doctype name";
        return null;
      }
      if (c !== GREATER) return l.again(i, "before doctype name");
      l.newDoctype();
      return finish(l, i);
    case "before doctype name":
      if (isSpace(c)) return null;
      l.newDoctype();
      if (c === GREATER) return finish(l, i);
      l.part = i;
      l.at = "doctype name";
      return null;
    case "doctype name":
      if (!isSpace(c) && c !== GREATER) return null;
      d.name = [l.part, i];
      if (c === GREATER) return finish(l, i);
      l.at = "after doctype name";
      return null;
    case "after doctype name":
      return doctypeWord(l, c, i);
    case "public":
    case "system": {
      if (c !== l.quote && c !== GREATER) return null;
      if (l.at === "public") d.publicId = [l.part, i];
      else d.systemId = [l.part, i];
      if (c === GREATER) return finish(l, i);
      l.at = l.at === "public" ? "after public" : "after system";
      return null;
    }
  }
  return betweenIds(l, c, i);
}

function doctypeEnds(l: Lexer): Found {
  const end = l.input.length;
  if (l.last) {
    if (l.at === "doctype" || l.at === "before doctype name") l.newDoctype();
    if (l.at === "doctype name") l.doctype.name = [l.part, end];
    if (l.at === "public") l.doctype.publicId = [l.part, end];
    if (l.at === "system") l.doctype.systemId = [l.part, end];
  }
  return tokenEnds(l);
}

function doctypeWord(l: Lexer, c: number, i: number): Found | null {
  if (isSpace(c)) return null;
  if (c === GREATER) return finish(l, i);
  for (const [word, at] of [
    ["PUBLIC", "after PUBLIC"],
    ["SYSTEM", "after SYSTEM"],
  ] as const) {
    const found = l.compare(i, word, true);
    if (found === null) return "more";
    if (found) {
      l.at = at;
      return null;
    }
  }
  l.at = "bogus doctype";
  return null;
}

const behindSpace: Partial<Record<State, State>> = {
  "after PUBLIC": "before public",
  "after SYSTEM": "before system",
  "after public": "between ids",
};

// Before, between and behind the two identifiers.
function betweenIds(l: Lexer, c: number, i: number): Found | null {
  if (isSpace(c)) {
    l.at = behindSpace[l.at] ?? l.at;
    return null;
  }
  if (c === GREATER) return finish(l, i);
  const quoted = (c === DOUBLE || c === SINGLE) && l.at !== "after system";
  if (!quoted) {
    l.at = "bogus doctype";
    return null;
  }
  const isPublic = l.at === "after PUBLIC" || l.at === "before public";
  l.quote = c;
  l.part = l.pos;
  l.at = isPublic ? "public" : "system";
  return null;
}
