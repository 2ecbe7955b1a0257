export interface Note {
  text: string;
}

export const enum Kind {
  Plain = 1,
}

export function render(note: Note, kind: Kind = Kind.Plain): string {
  return `${kind}: ${note.text}\n`;
}
