// A program as nested pieces of text, some of which can be left out or said more
// simply, so that a failing program can be made small without being parsed.
//
//   piece = text | [piece, …] | { piece, drop?: true, simpler?: [piece, …] }

/** A piece that a smaller program can do without. */
export const optional = (...piece) => ({ piece, drop: true });

/** A piece and what may stand in its place in a smaller program. */
export const choice = (piece, ...simpler) => ({ piece, simpler });

/** The program's text. */
export function render(piece) {
  if (typeof piece === "string") return piece;
  if (Array.isArray(piece)) return piece.map(render).join("");
  return render(piece.piece);
}

/** Every program that is one step smaller, the largest steps first. */
export function smaller(piece) {
  const found = [];
  walk(piece, (replaced) => replaced, found);
  return found.sort((a, b) => a.size - b.size).map(({ make }) => make());
}

function walk(piece, rebuild, found) {
  if (typeof piece === "string") return;
  if (Array.isArray(piece)) {
    piece.forEach((part, i) => {
      walk(part, (replaced) => rebuild(piece.with(i, replaced)), found);
    });
    return;
  }
  const size = -render(piece.piece).length;
  if (piece.drop) found.push({ size, make: () => rebuild("") });
  for (const other of piece.simpler ?? [])
    found.push({ size: size + render(other).length, make: () => rebuild(other) });
  walk(piece.piece, (replaced) => rebuild({ ...piece, piece: replaced }), found);
}
