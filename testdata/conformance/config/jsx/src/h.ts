export const Fragment = "";
type Props = Record<string, unknown> | null;
export function h(tag: string | ((p: object) => string), props: Props, ...children: unknown[]): string {
  const inside = children.flat().join("");
  if (typeof tag === "function") return tag({ ...props, children: inside });
  const attributes = Object.entries(props ?? {}).map(([k, v]) => ` ${k}="${v}"`).join("");
  return tag ? `<${tag}${attributes}>${inside}</${tag}>` : inside;
}
