import { raw } from "hono/html";
import { createContext, useContext } from "hono/jsx";
import type { PropsWithChildren } from "hono/jsx";
import type { Draft, Entry, Mistakes } from "./entries";

/** A message as HTML: *stars* make emphasis, everything else is text. */
export function Markup({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(\*[^*]+\*)/)
        .map((part) =>
          part.startsWith("*") && part.length > 2 ? (
            <em>{part.slice(1, -1)}</em>
          ) : (
            part
          ),
        )}
    </>
  );
}

export function Entries({ all }: { all: Entry[] }) {
  if (all.length === 0) return <p>Nobody has written yet. Be the first!</p>;
  return (
    <ol class="entries" reversed>
      {all.map(({ name, stars, message }) => (
        <li>
          <b>{name}</b> <Stars of={stars} />
          <p>
            <Markup text={message} />
          </p>
        </li>
      ))}
    </ol>
  );
}

/** A component that waits, as one that asks a service would. */
async function Stars({ of }: { of: number }) {
  await Promise.resolve();
  return <span title={`${of} of 5`}>{raw("&#9733;".repeat(of))}</span>;
}

const MistakesContext = createContext<Mistakes>({});

export function EntryForm(props: { draft?: Draft; mistakes?: Mistakes }) {
  const draft = props.draft ?? { name: "", stars: "5", message: "" };
  return (
    <MistakesContext.Provider value={props.mistakes ?? {}}>
      <form method="post" action="/">
        <Field name="name" label="Name">
          <input id="name" name="name" value={draft.name} required autofocus />
        </Field>
        <Field name="stars" label="Stars">
          <select id="stars" name="stars">
            {[5, 4, 3, 2, 1].map((n) => (
              <option value={n} selected={draft.stars === String(n)}>
                {n}
              </option>
            ))}
          </select>
        </Field>
        <Field name="message" label="Message">
          <textarea id="message" name="message" rows={4}>
            {draft.message}
          </textarea>
        </Field>
        <button type="submit">Write</button>
      </form>
    </MistakesContext.Provider>
  );
}

function Field(props: PropsWithChildren<{ name: keyof Entry; label: string }>) {
  const mistake = useContext(MistakesContext)[props.name];
  return (
    <p class={mistake ? "field wrong" : "field"}>
      <label for={props.name}>{props.label}</label>
      {props.children}
      {mistake && <strong role="alert">{mistake}</strong>}
    </p>
  );
}
