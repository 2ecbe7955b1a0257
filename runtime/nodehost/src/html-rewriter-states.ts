// The states of the lexer within text: data, rcdata and rawtext, scripts with
// the comments and scripts in them, and CDATA sections.
import {
  commentStep,
  doctypeStep,
  isComment,
  isDoctype,
  tagStep,
} from "./html-rewriter-markup.ts";
import {
  isAlpha,
  isSpace,
  type Found,
  type Lexer,
  type State,
} from "./html-rewriter-lexer.ts";

const DASHES = "--";

/** The next thing found. consumed is set when more input is needed. */
export function next(l: Lexer): { found: Found; consumed: number } {
  for (;;) {
    let found = step(l);
    if (found === null) continue;
    if (found !== "more") return { found, consumed: 0 };
    if (l.last && !l.done) {
      l.done = true;
      return { found: "end", consumed: l.input.length };
    }
    found = "more";
    return { found, consumed: l.stop() };
  }
}

function step(l: Lexer): Found | null {
  const { at } = l;
  switch (at) {
    case "data":
    case "rcdata":
    case "rawtext":
    case "script":
    case "cdata":
    case "plaintext":
      return textStep(l);
  }
  if (isComment(at)) return commentStep(l);
  if (isDoctype(at)) return doctypeStep(l);
  const raw = rawSteps[at];
  return raw === undefined ? tagStep(l) : rawStep(l, raw);
}

function textStep(l: Lexer): Found | null {
  if (l.at === "plaintext") {
    l.pos = l.input.length;
    return l.textUntil(l.pos) ?? "more";
  }
  const i = l.skipTo(l.at === "cdata" ? 0x5d : 0x3c);
  if (i < 0) return l.textUntil(l.input.length) ?? "more";
  const found = l.textUntil(i);
  if (l.at === "cdata") {
    l.at = "cdata ]";
    return found;
  }
  markTag(l, i);
  l.at = l.at === "data" ? "<" : l.at === "script" ? "script <" : "text <";
  return found;
}

// Keeps the input from i on while it may be a tag.
function markTag(l: Lexer, i: number): void {
  if (l.scanning) l.tagStart = i;
}

/** Makes text of what was read before i, which is read again as at. */
export function notATag(l: Lexer, i: number, at: State): Found | null {
  l.tagStart = -1;
  l.again(i, at);
  return l.textUntil(i);
}

/**
 * The end of the input within text that is not let go before it is known
 * whether it is a tag.
 */
export function textEnds(l: Lexer): Found {
  return (l.last ? l.textUntil(l.input.length) : null) ?? "more";
}

type Step = (l: Lexer, c: number, i: number) => Found | null;

function rawStep(l: Lexer, raw: Step): Found | null {
  const c = l.take();
  return c < 0 ? textEnds(l) : raw(l, c, l.pos - 1);
}

// Looks for word, and else does as otherwise says.
function word(
  text: string,
  fold: boolean,
  then: (l: Lexer) => Found | null,
  otherwise: Step,
): Step {
  return (l, c, i) => {
    const found = l.compare(i, text, fold);
    if (found === null) return "more";
    return found ? then(l) : otherwise(l, c, i);
  };
}

const to =
  (at: State): ((l: Lexer) => null) =>
  (l) => {
    l.at = at;
    return null;
  };

const readAs =
  (at: State): Step =>
  (l, _, i) =>
    l.again(i, at);

const textAs =
  (at: State): Step =>
  (l, _, i) => {
    l.again(i, at);
    return l.textUntil(i);
  };

const mayEndTag =
  (name: State, text: (l: Lexer) => State): Step =>
  (l, c, i) => {
    if (!isAlpha(c)) return notATag(l, i, text(l));
    l.newTag(i, true);
    l.at = name;
    return null;
  };

const mayEndName =
  (text: (l: Lexer) => State): Step =>
  (l, c, i) => {
    if (isAlpha(c)) return null;
    const ends = isSpace(c) || c === 0x2f || c === 0x3e;
    if (ends && l.isAppropriate(i)) return l.finishName(i);
    // Scanning, an escaped script keeps more input than it need.
    if (!ends && text(l) === "escaped") return textAs("escaped")(l, c, i);
    return notATag(l, i, text(l));
  };

const itself = (l: Lexer): State => l.text;
const inScript = (): State => "script";
const inEscaped = (): State => "escaped";

// A < in the comment of a script.
function escapedLess(l: Lexer, i: number): Found | null {
  const found = l.textUntil(i);
  markTag(l, i);
  l.at = "escaped <";
  return found;
}

const endsScript = (c: number): boolean =>
  isSpace(c) || c === 0x2f || c === 0x3e;

const rawSteps: Partial<Record<State, Step>> = {
  "cdata ]": word(
    "]>",
    false,
    (l) => {
      l.at = l.text = "data";
      return l.markup(l.pos);
    },
    textAs("cdata"),
  ),

  "text <": (l, c, i) =>
    c === 0x2f ? to("text </")(l) : notATag(l, i, l.text),
  "text </": mayEndTag("text name", itself),
  "text name": mayEndName(itself),

  "script <": (l, c, i) => {
    if (c === 0x2f) return to("script </")(l);
    if (c !== 0x21) return notATag(l, i, "script");
    l.tagStart = -1;
    return to("script <!")(l);
  },
  "script </": mayEndTag("script name", inScript),
  "script name": mayEndName(inScript),
  "script <!": word(DASHES, false, to("escaped --"), textAs("script")),

  escaped: word(DASHES, false, to("escaped --"), (l, c, i) =>
    c === 0x3c ? escapedLess(l, i) : null,
  ),
  "escaped --": (l, c, i) => {
    if (c === 0x2d) return null;
    if (c === 0x3c) return escapedLess(l, i);
    if (c === 0x3e) return textAs("script")(l, c, i);
    return to("escaped")(l);
  },
  "escaped <": word(
    "SCRIPT",
    true,
    (l) => {
      l.tagStart = -1;
      return to("double start")(l);
    },
    (l, c, i) => (c === 0x2f ? to("escaped </")(l) : notATag(l, i, "escaped")),
  ),
  "escaped </": mayEndTag("escaped name", inEscaped),
  "escaped name": mayEndName(inEscaped),

  "double start": (l, c, i) =>
    endsScript(c) ? to("double")(l) : l.again(i, "escaped"),
  double: word(DASHES, false, to("double --"), (l, c, i) => {
    if (c !== 0x3c) return null;
    l.at = "double <";
    return l.textUntil(i);
  }),
  "double --": (l, c, i) => {
    if (c === 0x2d) return null;
    if (c === 0x3c) return to("double <")(l);
    if (c === 0x3e) return textAs("script")(l, c, i);
    return to("double")(l);
  },
  "double <": (l, c, i) =>
    c === 0x2f ? to("double </")(l) : l.again(i, "double"),
  "double </": word("SCRIPT", true, to("double end"), readAs("double")),
  "double end": (l, c, i) =>
    endsScript(c) ? to("escaped")(l) : l.again(i, "double"),
};
