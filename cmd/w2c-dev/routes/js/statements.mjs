// The statements of a fetch handler: chains, switches, tables, loops, what comes
// before them and what comes last.
import { choice, optional } from "./rope.mjs";

/** Writes a handler's statements in the ways that routing is written. */
export class Statements {
  constructor(random, conditions, bodies) {
    Object.assign(this, { random, conditions, bodies });
    this.count = 0;
    // Declarations that belong at the top of the module.
    this.module = [];
  }

  block(parts) {
    return this.random.chance(0.2) ? ["{ ", parts, " }"] : ["{\n", parts, "\n}"];
  }

  comment() {
    const r = this.random;
    if (!r.chance(0.15)) return "";
    return optional(
      r.pick([
        '// if (url.pathname === "/old") return old();\n',
        "/* a route */ ",
        "// TODO /users\n",
        "/** Answers `${x}`. */\n",
      ]),
    );
  }

  simpleIf() {
    const r = this.random;
    const test = this.conditions.any();
    const body = r.chance(0.25) ? this.bodies.reply() : this.block(this.bodies.branch());
    return ["if (", test, ") ", body];
  }

  elseChain() {
    const r = this.random;
    const parts = ["if (", this.conditions.any(), ") ", this.block(this.bodies.branch(0.8))];
    for (let i = r.int(1, 3); i > 0; i--)
      parts.push(
        optional(" else if (", this.conditions.any(), ") ", this.block(this.bodies.branch(0.8))),
      );
    if (r.chance(0.4)) parts.push(optional(" else ", this.block(this.bodies.branch(0.8))));
    return parts;
  }

  nested(depth) {
    const r = this.random;
    const inner = [];
    for (let i = r.int(1, 3); i > 0; i--) inner.push(optional(this.any(depth + 1)), "\n");
    if (r.chance(0.4)) inner.push(this.bodies.reply());
    return ["if (", this.conditions.any(1), ") ", this.block(inner)];
  }

  matched() {
    const r = this.random;
    const { names } = this.conditions;
    const { source, flags } = this.conditions.regex();
    const m = `m${++this.count}`;
    const path = this.conditions.path();
    const keyword = r.weighted([
      [6, "const"],
      [2, "let"],
      [1, "var"],
    ]);
    const found = r.pick([
      `${path}.match(/${source}/${flags})`,
      `/${source}/${flags}.exec(${path})`,
    ]);
    const group = source.includes("?<id>") ? `${m}.groups.id` : `${m}[1]`;
    const test = r.pick([
      m,
      m,
      `${m} && ${this.conditions.methodTest()}`,
      `${m} !== null`,
      `${m} && ${group} !== "42"`,
    ]);
    const bang = this.bodies.ts
      ? `${m}${source.includes("?<id>") ? "?.groups?.id" : "?.[1]"}`
      : group;
    const label = this.bodies.label();
    const negated = r.chance(0.1);
    const body = `return new Response("${label} " + ${bang} + ${names.request}.method);`;
    if (negated)
      return [
        `${keyword} ${m} = ${found};\nif (!${m}) `,
        this.block(this.bodies.branch()),
        `\neffect(${bang});`,
      ];
    return [
      `${keyword} ${m} = ${found};\nif (${test}) {\n`,
      optional(this.bodies.effect()),
      body,
      "\n}",
    ];
  }

  switchOn(subject, labels) {
    const r = this.random;
    const parts = [`switch (${subject}) {\n`];
    const cases = labels();
    const last = r.chance(0.4)
      ? r.weighted([
          [5, cases.length],
          [1, r.int(0, cases.length)],
        ])
      : -1;
    cases.forEach((label, i) => {
      if (i === last)
        parts.push(
          optional(
            "default: ",
            this.block(this.bodies.branch(0.7)),
            r.chance(0.5) ? " break;\n" : "\n",
          ),
        );
      const body = r.weighted([
        [6, () => this.block(this.bodies.branch(1))],
        [4, () => this.bodies.branch(1)],
        [2, () => ""],
        [1, () => this.bodies.effect()],
        [1, () => [this.bodies.effect(), " break;"]],
        [
          1,
          () => [
            "if (",
            this.conditions.any(1),
            ") ",
            this.bodies.reply(),
            r.chance(0.5) ? " break;" : "",
          ],
        ],
      ])();
      parts.push(optional(`case ${label}: `, body, "\n"));
    });
    if (last === cases.length)
      parts.push(optional("default: ", this.block(this.bodies.branch(0.7)), "\n"));
    parts.push("}");
    return parts;
  }

  switches() {
    const r = this.random;
    const c = this.conditions;
    const literals = () => Array.from({ length: r.int(2, 4) }, () => c.quote(c.literal()));
    return r.weighted([
      [4, () => this.switchOn(c.path(), literals)],
      [
        2,
        () =>
          this.switchOn(c.names.method, () =>
            Array.from({ length: r.int(1, 3) }, () => c.quote(c.method())),
          ),
      ],
      [1, () => this.switchOn("true", () => Array.from({ length: r.int(1, 3) }, () => c.simple()))],
      [
        1,
        () =>
          this.switchOn(`\`\${${c.names.method}} \${${c.path()}}\``, () =>
            Array.from({ length: r.int(1, 3) }, () => c.quote(`${c.method()} ${c.literal()}`)),
          ),
      ],
    ])();
  }

  segments() {
    const r = this.random;
    const c = this.conditions;
    const path = c.path();
    const name = `parts${++this.count}`;
    const label = this.bodies.label();
    c.hits.add("/api/users/7").add("/api/users").add("/api//7").add("/users/7/");
    const ts = this.bodies.ts;
    return r.pick([
      () => [
        `const ${name} = ${path}.split("/");\nif (${name}[1] === "api" && ${name}.length === ${r.int(2, 4)}) `,
        this.block([`return new Response("${label} " + ${name}[2]);`]),
      ],
      () => [
        `const ${name} = ${path}.split("/").filter(Boolean);\nif (${name}[0] === "users" && ${name}.length === 2) `,
        this.block([`return new Response("${label} " + ${name}[1]);`]),
      ],
      () => [
        `const [, first${this.count}, second${this.count}] = ${path}.split("/");\nif (first${this.count} === "api" && second${this.count}) `,
        this.block([`return new Response("${label} " + second${this.count});`]),
      ],
      () => [
        `const ${name} = ${path}.slice(1).split("/");\nswitch (${name}[0]) {\ncase "api": return new Response("${label} " + ${name}.join("|"));\n`,
        optional(`case "users": if (${name}.length > 1) return new Response("${label} user");\n`),
        "}",
      ],
      () => [
        `const ${name}${ts ? ": string | undefined" : ""} = ${path}.split("/").pop();\nif (${name} === "new") `,
        this.block(this.bodies.branch(1)),
      ],
    ])();
  }

  patterns() {
    const r = this.random;
    const { names, hits } = this.conditions;
    const name = `pattern${++this.count}`;
    const pathname = r.pick([
      "/items/:id",
      "/files/*",
      "/users/:id(\\\\d+)",
      "/opt/:x?",
      "/a{/b}?",
      "/:any",
      "/items/:id/",
    ]);
    hits
      .add("/items/5")
      .add("/files/a/b")
      .add("/users/7")
      .add("/users/x")
      .add("/opt")
      .add("/a/b")
      .add("/items/%2F");
    const inside = r.chance(0.4);
    const declared = `const ${name} = new URLPattern({ pathname: "${pathname}" });`;
    if (!inside) this.module.push(declared);
    const label = this.bodies.label();
    const found = `found${this.count}`;
    const use = r.chance(0.5)
      ? [`if (${name}.test(${names.request}.url)) `, this.block(this.bodies.branch(1))]
      : [
          `const ${found} = ${name}.exec(${names.request}.url);\nif (${found}) `,
          this.block([
            `return Response.json({ at: "${label}", groups: ${found}.pathname.groups });`,
          ]),
        ];
    return inside ? [declared, "\n", use] : use;
  }

  table() {
    const r = this.random;
    const c = this.conditions;
    const name = `table${++this.count}`;
    const { names } = c;
    const byMethod = r.chance(0.2);
    const rows = Array.from({ length: r.int(2, 4) }, () => {
      const key = byMethod ? `${c.method()} ${c.literal()}` : c.literal();
      const label = this.bodies.label();
      const type = this.bodies.ts ? ": Request" : "";
      return [
        key,
        r.pick([
          `() => new Response("${label}")`,
          `(req${type}) => new Response("${label} " + req.method)`,
          `async (req${type}) => new Response("${label}" + (await req.text()))`,
        ]),
      ];
    });
    const key = byMethod
      ? `${names.method} + " " + ${names.path}`
      : r.weighted([
          [8, c.path()],
          [1, `${c.path()}.slice(1)`],
          [1, `${c.path()}.toLowerCase()`],
        ]);
    const any = this.bodies.ts ? ": any" : "";
    if (r.chance(0.3)) {
      this.module.push(
        `const ${name}${any} = new Map([\n${rows.map(([k, f]) => `  [${JSON.stringify(k)}, ${f}],`).join("\n")}\n]);`,
      );
      return [
        `const h${this.count} = ${name}.get(${key});\nif (h${this.count}) return h${this.count}(${names.request});`,
      ];
    }
    if (r.chance(0.5)) c.hits.add("/constructor").add("/toString").add("/__proto__");
    this.module.push(
      `const ${name}${any} = {\n${rows.map(([k, f]) => `  ${JSON.stringify(k)}: ${f},`).join("\n")}\n};`,
    );
    return r.pick([
      `const h${this.count} = ${name}[${key}];\nif (h${this.count}) return h${this.count}(${names.request});`,
      `if (${name}[${key}]) return ${name}[${key}](${names.request});`,
      `if (${key} in ${name}) return ${name}[${key}](${names.request});`,
      `if (Object.hasOwn(${name}, ${key})) return ${name}[${key}](${names.request});`,
    ]);
  }

  loop() {
    const c = this.conditions;
    const a = c.regex();
    const b = c.regex();
    const name = `list${++this.count}`;
    const any = this.bodies.ts ? ": any" : "";
    this.module.push(
      `const ${name}${any} = [[/${a.source}/${a.flags}, "${this.bodies.label()}"], [/${b.source}/${b.flags}, "${this.bodies.label()}"]];`,
    );
    return `for (const [re, at] of ${name}) {\nconst m = re.exec(${c.path()});\nif (m) return new Response(at + m[1]);\n}`;
  }

  any(depth = 0) {
    const r = this.random;
    const made = r.weighted([
      [12, () => this.simpleIf()],
      [2, () => this.elseChain()],
      [depth < 2 ? 3 : 0, () => this.nested(depth)],
      [3, () => this.matched()],
      [2, () => this.switches()],
      [1, () => this.segments()],
      [1, () => this.patterns()],
      [1, () => this.table()],
      [0.3, () => this.loop()],
      [0.6, () => this.bodies.effect()],
      [0.3, () => ["{\n", this.any(depth + 1), "\n}"]],
      [0.2, () => ["outer: ", this.block([this.any(depth + 1), "\nbreak outer;"])]],
      [
        0.3,
        () => [
          "try {\n",
          this.any(depth + 1),
          '\n} catch (e) {\nreturn new Response("caught " + (e',
          this.bodies.ts ? " as Error" : "",
          ").message, { status: 500 });\n}",
        ],
      ],
    ])();
    return choice([this.comment(), made], "");
  }
}
