export function render(x: string): string | undefined {
  return `<${x}>`;
}
