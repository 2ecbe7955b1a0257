import { Fragment, createContext, h } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { render } from "preact-render-to-string";

const Theme = createContext("light");
const Item = ({ n }) => {
  const [count] = useState(n * 2);
  const theme = useContext(Theme);
  return h("li", { class: theme, style: { width: n, color: "red" }, onClick() {} }, useMemo(() => `#${count}`, [count]), n % 2 ? null : h(Fragment, null, " & ", h("br")));
};

export default () => render(h(Theme.Provider, { value: "dark" }, h("ul", { "data-x": '"<&' }, [1, 2, 3].map((n) => h(Item, { n, key: n })), h("p", { dangerouslySetInnerHTML: { __html: "<i>raw</i>" } }))));
