// HTMLRewriter as a script sees it: arguments, errors, life of tokens, streams.
// Each path runs one snippet and shows what it returned or threw.
const err = async (f) => {
  try {
    return await f();
  } catch (e) {
    return `${e?.name}: ${e?.message}`;
  }
};
const rw = (html, on, init) => new HTMLRewriter().on("*", on).transform(new Response(html, init));
const enc = new TextEncoder();
const pieces = (...list) =>
  new ReadableStream({
    start(c) {
      for (const x of list) c.enqueue(enc.encode(x));
      c.close();
    },
  });
// What f does to the first element, and what came out.
const touch = async (html, f) => {
  let seen, done;
  const text = await rw(html, {
    async element(e) {
      if (done) return;
      done = true;
      seen = await err(() => f(e));
      if (seen === e) seen = "itself";
    },
  }).text();
  return [seen, text];
};
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

const snippets = {
  class: () => [
    typeof HTMLRewriter,
    HTMLRewriter.name,
    HTMLRewriter.length,
    Object.getOwnPropertyNames(HTMLRewriter.prototype).sort(),
    Object.prototype.toString.call(new HTMLRewriter()),
  ],
  "class-call": () => err(() => HTMLRewriter.prototype.on.call({}, "p", {})),
  globals: () =>
    ["Element", "EndTag", "Text", "Comment", "Doctype", "DocumentEnd", "AttributesIterator"].map(
      (n) => typeof globalThis[n],
    ),
  chain: () => {
    const r = new HTMLRewriter();
    return [r.on("p", {}) === r, r.onDocument({}) === r];
  },
  "on-nothing": () => err(() => new HTMLRewriter().on()),
  "on-one": () => err(() => new HTMLRewriter().on("p")),
  "on-null": () => err(() => new HTMLRewriter().on("p", null) instanceof HTMLRewriter),
  "on-number": () => err(() => new HTMLRewriter().on("p", 1)),
  "on-string": () => err(() => new HTMLRewriter().on("p", "x")),
  "on-function": () => err(() => new HTMLRewriter().on("p", () => {}) instanceof HTMLRewriter),
  "on-bad-field": () => err(() => new HTMLRewriter().on("p", { element: 1 })),
  "on-null-field": () => err(() => new HTMLRewriter().on("p", { text: null })),
  "on-object-field": () => err(() => new HTMLRewriter().on("p", { comments: {} })),
  "on-undefined-field": () => err(() => new HTMLRewriter().on("p", { element: undefined }) instanceof HTMLRewriter),
  "on-selector-null": async () => {
    const out = [];
    await new HTMLRewriter()
      .on(null, {
        element(e) {
          out.push(e.tagName);
        },
      })
      .transform(new Response("<null><p>"))
      .text();
    return out;
  },
  "on-document-nothing": () => err(() => new HTMLRewriter().onDocument()),
  "on-document-bad": () => err(() => new HTMLRewriter().onDocument({ end: 1 })),
  "transform-nothing": () => err(() => new HTMLRewriter().transform()),
  "transform-string": () => err(() => new HTMLRewriter().transform("x")),
  "transform-request": () => err(() => new HTMLRewriter().transform(new Request("http://x/"))),
  "transform-error": () => err(() => new HTMLRewriter().transform(Response.error())),
  "transform-null": () => {
    const r = new Response(null);
    return new HTMLRewriter().on("p", {}).transform(r) === r;
  },
  "transform-204": () => {
    const r = new Response(null, { status: 204 });
    return new HTMLRewriter().transform(r) === r;
  },
  "transform-empty": async () => {
    const r = new Response("");
    const t = new HTMLRewriter()
      .onDocument({
        end(e) {
          e.append("!");
        },
      })
      .transform(r);
    return [r === t, await t.text()];
  },
  "transform-keeps": async () => {
    const a = new Response("<p>", {
      status: 201,
      statusText: "Hm",
      headers: { etag: "x", "content-type": "text/html", "set-cookie": "a=b" },
    });
    const b = new HTMLRewriter().on("p", {}).transform(a);
    return [
      b.status,
      b.statusText,
      [...b.headers],
      b.bodyUsed,
      b.url,
      b.redirected,
      b.type,
      await b.text(),
      b.bodyUsed,
    ];
  },
  "transform-disturbs": async () => {
    const a = new Response("<p>");
    const b = new HTMLRewriter().on("p", {}).transform(a);
    return [a.bodyUsed, a.body.locked, await err(() => a.text()), await b.text()];
  },
  "transform-used": async () => {
    const a = new Response("x");
    await a.text();
    return err(() => new HTMLRewriter().transform(a).text());
  },
  "transform-locked": () => {
    const a = new Response("x");
    a.body.getReader();
    return err(() => new HTMLRewriter().transform(a).text());
  },
  "transform-twice": async () => {
    const r = new HTMLRewriter().on("p", {
      element(e) {
        e.append("x");
      },
    });
    return [await r.transform(new Response("<p></p>")).text(), await r.transform(new Response("<p>1</p>")).text()];
  },
  "transform-nested": async () => {
    const inner = new HTMLRewriter()
      .on("p", {
        element(e) {
          e.setAttribute("a", "1");
        },
      })
      .transform(new Response("<p>x</p>"));
    return new HTMLRewriter()
      .on("p[a]", {
        element(e) {
          e.setAttribute("b", "2");
        },
      })
      .transform(inner)
      .text();
  },
  "transform-within": async () =>
    rw("<p>x</p>", {
      async element(e) {
        e.after(
          await new HTMLRewriter()
            .on("b", {
              element(b) {
                b.append("!");
              },
            })
            .transform(new Response("<b></b>"))
            .text(),
          { html: true },
        );
      },
    }).text(),
  "transform-clone": async () => {
    const a = new Response("<p>");
    const b = rw("<p>", {
      element(e) {
        e.before("1");
      },
    }).clone();
    return [await b.text(), await new HTMLRewriter().transform(a.clone()).text(), await a.text()];
  },
  keys: async () => {
    const out = [];
    await new HTMLRewriter()
      .onDocument({
        doctype(d) {
          out.push(Object.keys(d));
        },
        end(e) {
          out.push(Object.keys(e));
        },
        comments(c) {
          out.push(Object.keys(c));
        },
        text(t) {
          if (!t.lastInTextNode) out.push(Object.keys(t));
        },
      })
      .on("p", {
        element(e) {
          out.push(Object.keys(e));
          e.onEndTag((t) => {
            out.push(Object.keys(t));
          });
        },
      })
      .transform(new Response("<!doctype html><p>x<!--y--></p>"))
      .text();
    return out;
  },
  json: async () => {
    const out = [];
    await rw("<p a=b>", {
      element(e) {
        out.push(JSON.stringify(e));
      },
    }).text();
    return out;
  },
  tags: async () => {
    const out = [];
    await rw("<p a=b>", {
      element(e) {
        out.push(
          String(e),
          String(e.attributes),
          e.constructor.name,
          e.attributes.constructor.name,
          typeof e.foo,
          "tagName" in e,
          "before" in e,
        );
        e.foo = 1;
        out.push(e.foo, Object.keys(e));
      },
    }).text();
    return out;
  },
  "for-in": async () => {
    const out = [];
    await rw("<p>", {
      element(e) {
        for (const k in e) out.push(k);
      },
    }).text();
    return out.sort();
  },
  "handler-this": async () => {
    const out = [];
    class Handler {
      constructor() {
        this.n = 0;
      }
      element() {
        out.push(++this.n, this instanceof Handler);
      }
      text() {
        out.push(this.n);
      }
    }
    await new HTMLRewriter().on("p", new Handler()).transform(new Response("<p>x</p><p>")).text();
    return out;
  },
  "handler-getter": async () => {
    const out = [];
    const h = {
      get element() {
        out.push("read");
        return () => {
          out.push("called");
        };
      },
    };
    const r = new HTMLRewriter().on("p", h);
    out.push("on");
    await r.transform(new Response("<p><p>")).text();
    return out;
  },
  "handler-async": async () => {
    const out = [];
    const t = await new HTMLRewriter()
      .on("p", {
        async element(e) {
          out.push("start");
          await sleep(5);
          out.push("end");
          e.after("!");
        },
      })
      .transform(new Response("<p>a</p><p>b</p>"))
      .text();
    return [out, t];
  },
  "handler-thenable": async () => {
    const out = [];
    const t = await new HTMLRewriter()
      .on("p", {
        element(e) {
          return {
            then(r) {
              e.before("t");
              r();
            },
          };
        },
      })
      .transform(new Response("<p>"))
      .text();
    return [out, t];
  },
  "handler-value": () => rw("<p>", { element: () => 42 }).text(),
  "handler-fetch": async (env) =>
    rw("<p></p>", {
      async element(e) {
        e.append(await (await fetch(env.UPSTREAM + "/text")).text());
        e.after("!");
      },
    }).text(),
  "handler-order": async () => {
    const out = [];
    const h = (n) => ({
      element() {
        out.push("e" + n);
      },
      text(t) {
        if (t.text) out.push("t" + n);
      },
      comments() {
        out.push("c" + n);
      },
    });
    await new HTMLRewriter()
      .onDocument({
        text(t) {
          if (t.text) out.push("T");
        },
        comments() {
          out.push("C");
        },
        end() {
          out.push("E1");
        },
      })
      .on("p", h(1))
      .on("*", h(2))
      .on("p", h(3))
      .onDocument({
        end() {
          out.push("E2");
        },
      })
      .transform(new Response("<p>x<!--y--></p>"))
      .text();
    return out;
  },
  microtasks: async () => {
    const out = [];
    await new HTMLRewriter()
      .on("p", {
        element() {
          let p = Promise.resolve();
          for (let i = 0; i < 5; i++) p = p.then(() => out.push(i));
        },
      })
      .on("p", {
        element() {
          out.push("second");
        },
      })
      .transform(new Response("<p>"))
      .text();
    return out;
  },
  "async-late-use": async () =>
    touch("<p>", async (e) => {
      await sleep(2);
      e.before("x");
      return e.tagName;
    }),
  "unawaited-late-use": async () => {
    let late;
    const t = await rw("<p>", {
      element(e) {
        late = (async () => {
          await sleep(2);
          return err(() => e.before("x"));
        })();
      },
    }).text();
    return [await late, t];
  },
  "gone-element": async () => {
    let s;
    await rw("<p a=b>", {
      element(e) {
        s = e;
      },
    }).text();
    return Promise.all(
      [
        () => s.tagName,
        () => s.removed,
        () => s.attributes,
        () => s.namespaceURI,
        () => s.getAttribute("a"),
        () => s.before("x"),
        () => s.remove(),
        () => s.onEndTag(() => {}),
        () => {
          s.tagName = "x";
        },
      ].map(err),
    );
  },
  "gone-others": async () => {
    let it, txt, com, end, doc, dt;
    await new HTMLRewriter()
      .on("p", {
        element(e) {
          it = e.attributes;
          e.onEndTag((t) => {
            end = t;
          });
        },
        text(t) {
          txt = t;
        },
        comments(c) {
          com = c;
        },
      })
      .onDocument({
        end(e) {
          doc = e;
        },
        doctype(d) {
          dt = d;
        },
      })
      .transform(new Response("<!doctype html><p a=b>x<!--y--></p>"))
      .text();
    return Promise.all(
      [
        () => it.next(),
        () => txt.text,
        () => com.text,
        () => {
          com.text = "x";
        },
        () => end.name,
        () => end.after("x"),
        () => doc.append("x"),
        () => dt.name,
      ].map(err),
    );
  },
  "attributes-iterate": async () =>
    touch("<p a=1 B=2 c d='&amp;'>", (e) => [
      [...e.attributes],
      e.attributes[Symbol.iterator]() !== undefined,
      e.attributes === e.attributes,
      new Map(e.attributes).size,
      Array.from(e.attributes, ([n]) => n),
      e.attributes.next(),
    ]),
  "attributes-helpers": async () =>
    touch("<p a=1 b=2>", (e) => [e.attributes.map(([n]) => n).toArray(), e.attributes.take(1).toArray()]),
  "attributes-change": async () =>
    touch("<p a=1 b=2>", (e) => {
      for (const [n] of e.attributes) e.removeAttribute(n);
    }),
  "attributes-set": async () =>
    touch("<p a=1 b=2>", (e) => {
      const i = e.attributes;
      i.next();
      e.setAttribute("a", "x");
      return i.next();
    }),
  "attributes-illegal": async () => touch("<p a=1>", (e) => e.attributes.next.call({})),
  "attribute-get": async () =>
    touch("<p a=1 B=' x ' c>", (e) =>
      ["a", "A", "b", "c", "d", "", "a b", "x="].map((n) => [e.getAttribute(n), e.hasAttribute(n)]),
    ),
  "args-get": async () => touch("<p>", (e) => e.getAttribute()),
  "args-set": async () => touch("<p>", (e) => e.setAttribute("a")),
  "args-set-odd": async () =>
    touch(
      "<p>",
      (e) =>
        [
          e.setAttribute("a", null),
          e.setAttribute("b", undefined),
          e.setAttribute(1, 2),
          e.setAttribute("c", { toString: () => "o" }),
        ].length,
    ),
  "args-symbol": async () => touch("<p>", (e) => e.before(Symbol("x"))),
  "args-throwing": async () =>
    touch("<p>", (e) =>
      e.before({
        toString() {
          throw new RangeError("no");
        },
      }),
    ),
  "args-none": async () => touch("<p>", (e) => e.before()),
  "args-odd": async () =>
    touch("<p>", (e) =>
      [null, undefined, {}, 1, true, [1, 2], new Uint8Array([65]), new Blob(["b"])].map((v) => e.before(v) === e),
    ),
  "args-options": async () =>
    touch("<p>", (e) =>
      [null, undefined, {}, { html: 1 }, { html: "" }, { html: undefined }, () => {}, []].map(
        (o) => e.before("<", o) === e,
      ),
    ),
  "args-options-string": async () => touch("<p>", (e) => e.before("<", "html")),
  "args-options-number": async () => touch("<p>", (e) => e.before("<", 1)),
  "args-surrogates": async () =>
    touch("<p>", (e) => {
      e.before("a\ud800b");
      return e;
    }),
  "args-surrogate-attribute": async () => touch("<p>", (e) => e.setAttribute("a", "\udc00")),
  "args-surrogates-all": async () =>
    touch("<p a=b>x</p>", (e) =>
      Promise.all(
        [
          () => e.getAttribute("a\ud800"),
          () => e.hasAttribute("\ud800"),
          () => e.removeAttribute("\ud800"),
          () => e.setAttribute("\ud800", "x"),
          () => e.setAttribute("a", "é\ud800"),
          () => {
            e.tagName = "a\ud800";
          },
          () => e.after("😀\udc00\ud83d"),
          () => new HTMLRewriter().on("p\ud800", {}),
        ].map(err),
      ),
    ),
  "end-tag-this-global": async () => {
    let self = 1;
    await rw("<p>x</p>", {
      element(e) {
        e.onEndTag(function () {
          self = this;
        });
      },
    }).text();
    return self === globalThis;
  },
  "args-this": async () => touch("<p>", (e) => e.before.call({}, "x")),
  "args-this-other": async () => {
    const out = [];
    await rw("<p>x</p>", {
      async element(e) {
        out.push(e.before);
      },
      async text(t) {
        out.push(await err(() => out[0].call(t, "x")));
      },
    }).text();
    return out[1];
  },
  "tag-name": async () =>
    touch("<P>x</P>", (e) => {
      const was = e.tagName;
      e.tagName = "Foo-é";
      return [was, e.tagName];
    }),
  "tag-name-odd": async () =>
    touch("<p>x</p>", (e) => {
      e.tagName = null;
      return e.tagName;
    }),
  "read-only": async () =>
    touch("<p>", (e) => {
      const out = [];
      for (const k of ["removed", "attributes", "namespaceURI"]) {
        try {
          e[k] = 1;
          out.push("set");
        } catch (x) {
          out.push(x.name);
        }
      }
      return out;
    }),
  removed: async () =>
    touch("<p>x</p>", (e) => {
      const a = e.removed;
      e.remove();
      return [a, e.removed];
    }),
  "removed-replace": async () =>
    touch("<p>x</p>", (e) => {
      e.replace("y");
      return e.removed;
    }),
  "removed-keep": async () =>
    touch("<p>x</p>", (e) => {
      e.removeAndKeepContent();
      return e.removed;
    }),
  "end-tag-nothing": async () => touch("<p>x</p>", (e) => e.onEndTag()),
  "end-tag-object": async () => touch("<p>x</p>", (e) => e.onEndTag({})),
  "end-tag-void": async () => touch("<br>", (e) => e.onEndTag(() => {})),
  "end-tag-async": async () =>
    touch("<p>x</p>", (e) =>
      e.onEndTag(async (t) => {
        await sleep(2);
        t.before("!");
        t.name = "Q";
        t.after(t.name);
      }),
    ),
  "end-tag-this": async () => {
    let self = 1;
    await rw("<p>x</p>", {
      element(e) {
        e.onEndTag(function () {
          self = this;
        });
      },
    }).text();
    return self === undefined ? "undefined" : typeof self;
  },
  "end-tag-throws": async () =>
    err(() =>
      rw("<p>x</p>y", {
        element(e) {
          e.onEndTag(() => {
            throw new TypeError("end");
          });
        },
      }).text(),
    ),
  "comment-errors": async () => {
    const out = [];
    await rw("<p><!--x-->", {
      async comments(c) {
        for (const f of [
          () => {
            c.text = "a-->";
          },
          () => {
            c.text = null;
            return c.text;
          },
          () => c.before(new ReadableStream()),
          () => c.replace(new Response("x")),
          () => c.before(),
          () => c.removed,
        ])
          out.push(await err(f));
      },
    }).text();
    return out;
  },
  "document-end-errors": async () => {
    const out = [];
    await new HTMLRewriter()
      .onDocument({
        async end(e) {
          for (const f of [() => e.append(), () => e.append(new Response("x")), () => e.append("a") === e])
            out.push(await err(f));
        },
      })
      .transform(new Response("x"))
      .text();
    return out;
  },
  doctype: async () => {
    const out = [];
    for (const h of ["<!doctype html>", "<!DOCTYPE HTML PUBLIC \"a\" 'b'>", "<!doctype>"])
      await new HTMLRewriter()
        .onDocument({
          doctype(d) {
            out.push([d.name, d.publicId, d.systemId]);
          },
        })
        .transform(new Response(h))
        .text();
    return out;
  },
  "throw-error": async () => {
    const e = new Error("boom");
    try {
      await rw("<p>", {
        element() {
          throw e;
        },
      }).text();
    } catch (x) {
      return [x === e, x instanceof Error, x.name, x.message];
    }
  },
  "throw-type-error": () =>
    err(() =>
      rw("<p>", {
        element() {
          throw new TypeError("t");
        },
      }).text(),
    ),
  "throw-class": async () => {
    class My extends Error {
      constructor(m) {
        super(m);
        this.name = "My";
        this.extra = { a: [1] };
      }
    }
    try {
      await rw("<p>", {
        element() {
          throw new My("mine");
        },
      }).text();
    } catch (x) {
      return [x.name, x.message, x.extra, x instanceof My, x instanceof Error];
    }
  },
  "throw-values": async () => {
    const out = [];
    for (const v of ["str", 42, null, undefined, true]) {
      try {
        await rw("<p>", {
          element() {
            throw v;
          },
        }).text();
      } catch (x) {
        out.push([typeof x, x instanceof Error, x.message]);
      }
    }
    return out;
  },
  "throw-object": async () => {
    try {
      await rw("<p>", {
        element() {
          throw { a: 1 };
        },
      }).text();
    } catch (x) {
      return [x instanceof Error, x];
    }
  },
  "throw-dom": async () => {
    try {
      await rw("<p>", {
        element() {
          throw new DOMException("d", "AbortError");
        },
      }).text();
    } catch (x) {
      return [x.name, x.message, x.code, x instanceof DOMException];
    }
  },
  "throw-rejects": () =>
    err(() =>
      rw("<p>", {
        async element() {
          await sleep(2);
          throw new RangeError("late");
        },
      }).text(),
    ),
  "throw-text": () =>
    err(() =>
      rw("<p>x", {
        text() {
          throw new Error("text");
        },
      }).text(),
    ),
  "throw-getter-this": () =>
    err(() =>
      rw("<p>", {
        element(e) {
          e.nope();
        },
      })
        .text()
        .catch((x) => {
          throw new Error(x.name);
        }),
    ),
  "throw-what-came-out": async () => {
    const r = new HTMLRewriter()
      .on("b", {
        element() {
          throw new Error("x");
        },
      })
      .transform(new Response("<p>one<b>two"))
      .body.getReader();
    const out = [];
    try {
      for (;;) {
        const { done, value } = await r.read();
        if (done) break;
        out.push(new TextDecoder().decode(value));
      }
    } catch (e) {
      out.push(e.message);
    }
    return out;
  },
  "throw-source": async () => {
    let n = 0;
    const body = new ReadableStream({
      async pull(c) {
        if (n++ === 0) c.enqueue(enc.encode("<p>"));
        else {
          await sleep(2);
          throw new TypeError("source");
        }
      },
    });
    return err(() => new HTMLRewriter().on("p", {}).transform(new Response(body)).text());
  },
  "read-chunks": async () => {
    const r = new HTMLRewriter()
      .on("p", { element() {} })
      .transform(new Response("a".repeat(10000) + "<p>" + "b".repeat(5000) + "</p>c"))
      .body.getReader();
    const out = [];
    for (;;) {
      const { done, value } = await r.read();
      if (done) break;
      out.push(value.length);
    }
    return out;
  },
  "read-byob": async () => {
    const r = new HTMLRewriter().on("p", {}).transform(new Response("<p>abcdef")).body.getReader({ mode: "byob" });
    const { value, done } = await r.read(new Uint8Array(4));
    return [new TextDecoder().decode(value), done];
  },
  "read-pieces": async () => {
    const r = new HTMLRewriter()
      .on("p", {
        element(e) {
          e.append("!");
        },
      })
      .transform(new Response(pieces("a<p>b", "c</", "p>d<i", ">e")))
      .body.getReader();
    const out = [];
    for (;;) {
      const { done, value } = await r.read();
      if (done) break;
      out.push(new TextDecoder().decode(value));
    }
    return out.join("");
  },
  "read-cancel": async () => {
    let cancelled = "no";
    const body = new ReadableStream({
      pull(c) {
        c.enqueue(enc.encode("<p>x</p>"));
      },
      cancel() {
        cancelled = "yes";
      },
    });
    const r = new HTMLRewriter()
      .on("p", { element() {} })
      .transform(new Response(body))
      .body.getReader();
    await r.read();
    await r.cancel("enough");
    await sleep(20);
    return cancelled;
  },
  "source-strings": () =>
    err(() =>
      new HTMLRewriter()
        .transform(
          new Response(
            new ReadableStream({
              start(c) {
                c.enqueue("x");
                c.close();
              },
            }),
          ),
        )
        .text(),
    ),
  "source-fetch": async (env) =>
    new HTMLRewriter()
      .on("p", {})
      .onDocument({
        end(e) {
          e.append("!");
        },
      })
      .transform(await fetch(env.UPSTREAM + "/text"))
      .text(),
  "source-gzip": async (env) => {
    const r = new HTMLRewriter()
      .onDocument({
        end(e) {
          e.append("!");
        },
      })
      .transform(await fetch(env.UPSTREAM + "/gzip"));
    return [r.headers.get("content-encoding"), await r.text()];
  },
  "source-blob": () =>
    new HTMLRewriter()
      .on("p", {
        element(e) {
          e.append("!");
        },
      })
      .transform(new Response(new Blob(["<p>", "x</p>"])))
      .text(),
  "content-stream": async () =>
    touch("<p>x</p>", (e) => {
      e.before(pieces("<b>", "&"), { html: true });
      e.after(pieces("<b>", "&"));
      e.prepend(pieces("1"));
      e.append(pieces("2"));
      return e;
    }),
  "content-replace": async () => touch("<p>x</p>y", (e) => e.replace(pieces("<i>", "é"), { html: true })),
  "content-inner": async () => touch("<p>x</p>y", (e) => e.setInnerContent(new Response("<i>"), { html: true })),
  "content-response": async () => touch("<p>x</p>y", (e) => e.append(new Response("<i>"))),
  "content-response-null": async () => touch("<p>x</p>y", (e) => e.replace(new Response(null))),
  "content-response-fetch": async (env) =>
    rw("<p>x</p>y", {
      async element(e) {
        e.setInnerContent(await fetch(env.UPSTREAM + "/text"));
      },
    }).text(),
  "content-split": async () =>
    touch("<p>", (e) =>
      e.before(
        new ReadableStream({
          start(c) {
            for (const b of enc.encode("é😀<")) c.enqueue(new Uint8Array([b]));
            c.close();
          },
        }),
      ),
    ),
  "content-invalid": () =>
    err(() =>
      rw("<p>", {
        element(e) {
          e.before(new Response(new Uint8Array([65, 255])));
        },
      }).text(),
    ),
  "content-incomplete": async () =>
    touch("<p>", (e) => {
      e.before(new Response(new Uint8Array([65, 0xc3])));
      e.before("x");
      return e;
    }),
  "content-locked": () =>
    err(() =>
      rw("<p>", {
        element(e) {
          const s = pieces("x");
          s.getReader();
          e.before(s);
        },
      }).text(),
    ),
  "content-used": async () => {
    const r = new Response("x");
    await r.text();
    return err(() =>
      rw("<p>", {
        element(e) {
          e.before(r);
        },
      }).text(),
    );
  },
  "content-twice": () =>
    err(() =>
      rw("<p>", {
        element(e) {
          const s = pieces("x");
          e.before(s);
          e.after(s);
        },
      }).text(),
    ),
  "content-unused": async () => {
    const s = pieces("x");
    const [, t] = await touch("<p>", (e) => {
      e.replace(s);
      e.replace("y");
      return e;
    });
    return [s.locked, t];
  },
  "content-throws": () =>
    err(() =>
      rw("<p>", {
        element(e) {
          e.before(
            new ReadableStream({
              pull() {
                throw new RangeError("content");
              },
            }),
          );
        },
      }).text(),
    ),
  "content-text-token": async () =>
    new HTMLRewriter()
      .on("p", {
        text(t) {
          if (t.text) t.replace(pieces("<", "x"));
        },
      })
      .transform(new Response("<p>a</p>"))
      .text(),
  "content-end-tag": async () =>
    rw("<p>a</p>b", {
      element(e) {
        e.onEndTag((t) => {
          t.before(pieces("1"));
          t.after(new Response("2"));
        });
      },
    }).text(),
  "content-windows-1252": async () => {
    const r = rw(
      "<p></p>",
      {
        element(e) {
          e.after(pieces("é€日"));
        },
      },
      { headers: { "content-type": "text/html;charset=windows-1252" } },
    );
    return [...new Uint8Array(await r.arrayBuffer())];
  },
  "charset-quoted": () =>
    err(() =>
      new HTMLRewriter()
        .transform(new Response("x", { headers: { "content-type": 'text/html; charset="UTF-8"' } }))
        .text(),
    ),
  "charset-single-quoted": () =>
    err(() =>
      new HTMLRewriter()
        .transform(new Response("x", { headers: { "content-type": "text/html; charset='utf-8'" } }))
        .text(),
    ),
  "charset-upper": () =>
    err(() =>
      new HTMLRewriter()
        .transform(new Response("x", { headers: { "content-type": "text/html;CHARSET=Utf-8" } }))
        .text(),
    ),
  "charset-second": () =>
    err(() =>
      new HTMLRewriter()
        .transform(new Response("x", { headers: { "content-type": "text/html; a=b; charset=bogus" } }))
        .text(),
    ),
  "charset-space": () =>
    err(() =>
      new HTMLRewriter()
        .transform(new Response("x", { headers: { "content-type": "text/html; charset = bogus" } }))
        .text(),
    ),
  "charset-no-type": () =>
    err(() => new HTMLRewriter().transform(new Response("x", { headers: { "content-type": "charset=bogus" } })).text()),
  "charset-empty": () =>
    err(() =>
      new HTMLRewriter().transform(new Response("x", { headers: { "content-type": "text/html; charset=" } })).text(),
    ),
  "charset-comma": () =>
    err(() =>
      new HTMLRewriter()
        .transform(new Response("x", { headers: { "content-type": "text/html; charset=utf-8, text/plain" } }))
        .text(),
    ),
  "charset-failure-leaves": async () => {
    const r = new Response("x", { headers: { "content-type": "text/html; charset=bogus" } });
    return [await err(() => new HTMLRewriter().transform(r)), r.bodyUsed, await err(() => r.text())];
  },
  "memory-deep": () =>
    err(
      async () =>
        (
          await new HTMLRewriter()
            .on("x", {})
            .transform(new Response("<p>".repeat(16384)))
            .text()
        ).length,
    ),
  "memory-deeper": () =>
    err(
      async () =>
        (
          await new HTMLRewriter()
            .on("x", {})
            .transform(new Response("<p>".repeat(16385)))
            .text()
        ).length,
    ),
  "memory-deep-void": () =>
    err(
      async () =>
        (
          await new HTMLRewriter()
            .on("x", {})
            .transform(new Response("<br>".repeat(20000)))
            .text()
        ).length,
    ),
  "memory-comment": () =>
    err(async () => {
      const c = "x".repeat(1 << 20);
      return (
        await new HTMLRewriter()
          .onDocument({ comments() {} })
          .transform(new Response(pieces("<!--", c, c, c, "-->")))
          .text()
      ).length;
    }),
  "memory-comment-unseen": () =>
    err(async () => {
      const c = "x".repeat(1 << 20);
      return (
        await new HTMLRewriter()
          .on("p", {})
          .transform(new Response(pieces("<!--", c, c, c, c, "-->")))
          .text()
      ).length;
    }),
  "memory-attribute": () =>
    err(async () => {
      const c = "x".repeat(1 << 20);
      return (
        await new HTMLRewriter()
          .on("[a]", {})
          .transform(new Response(pieces("<p a='", c, c, c, "'>")))
          .text()
      ).length;
    }),
  "large-bytes": async () => {
    const html = enc.encode("<div class='a'>text <b>bold</b><!-- c --></div>".repeat(60));
    let i = 0,
      n = 0;
    const body = new ReadableStream({
      pull(c) {
        if (i === html.length) c.close();
        else c.enqueue(html.subarray(i, ++i));
      },
    });
    const t = await new HTMLRewriter()
      .on("b", {
        element(e) {
          n++;
          e.setAttribute("n", n);
        },
      })
      .transform(new Response(body))
      .text();
    return [n, t.length, t.slice(0, 60)];
  },
  "large-text": async () => {
    let n = 0,
      calls = 0;
    await new HTMLRewriter()
      .on("p", {
        text(t) {
          calls++;
          n += t.text.length;
        },
      })
      .transform(new Response("<p>" + "x".repeat(1 << 20) + "</p>"))
      .text();
    return [n, calls];
  },
  "many-selectors": async () => {
    const r = new HTMLRewriter();
    const out = [];
    for (let i = 0; i < 200; i++)
      r.on(`.c${i}`, {
        element(e) {
          out.push(i);
        },
      });
    await r.transform(new Response("<p class='c199 c3 c64'><b class=c100>")).text();
    return out;
  },
  "many-end-tags": async () => {
    let n = 0;
    await rw("<b>".repeat(500) + "</b>".repeat(500), {
      element(e) {
        e.onEndTag(() => {
          n++;
        });
      },
    }).text();
    return n;
  },
};
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const name = pathname.slice(1);
    if (name === "streamed") {
      const body = new ReadableStream({
        async start(c) {
          c.enqueue(enc.encode("<p>one</p>"));
          await sleep(400);
          c.enqueue(enc.encode("<p>two</p>"));
          c.close();
        },
      });
      return new HTMLRewriter()
        .on("p", {
          async element(e) {
            await sleep(1);
            e.append("!");
          },
        })
        .transform(new Response(body, { headers: { "content-type": "text/html" } }));
    }
    if (name === "length") {
      return new HTMLRewriter()
        .on("p", {
          element(e) {
            e.append("!");
          },
        })
        .transform(new Response("<p>one</p>", { headers: { "content-length": "10", "content-type": "text/html" } }));
    }
    const v = await err(() => snippets[name](env));
    return new Response(
      typeof v === "string" ? v : (JSON.stringify(v, (k, x) => (x === undefined ? "undefined" : x)) ?? String(v)),
    );
  },
};
