import { TRPCError, initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { z } from "zod";

const t = initTRPC.context().create();
const router = t.router({
  hello: t.procedure.input(z.object({ name: z.string() })).query(({ input, ctx }) => `hi ${input.name} ${ctx.who}`),
  fail: t.procedure.mutation(() => { throw new TRPCError({ code: "FORBIDDEN", message: "no" }); }),
});

export default async function run() {
  const ask = async (path, init) => { const r = await fetchRequestHandler({ endpoint: "/t", req: new Request("http://x/t/" + path, init), router, createContext: () => ({ who: "me" }) }); const v = await r.json(); delete v.error?.data?.stack; return [r.status, v]; };
  const caller = t.createCallerFactory(router)({ who: "c" });
  return [await ask("hello?input=" + encodeURIComponent('{"name":"x"}')), await ask("hello?input=%7B%7D").then(([s]) => s), await ask("fail", { method: "POST" }), await caller.hello({ name: "y" })];
}
