/** @jsx h */
/** @jsxFrag Fragment */
import { h, Fragment } from "./h";

const Greeting = ({ name, children }: { name: string; children?: unknown }) => (
  <p class="hi" data-n={name.length}>
    Hello {name} {children}
  </p>
);

export default {
  fetch() {
    const page = (
      <>
        <Greeting name="Ada &amp; Co">
          <b>{1 + 1}</b>
        </Greeting>
        <br />
      </>
    );
    return new Response(page, { headers: { "Content-Type": "text/html" } });
  },
};
