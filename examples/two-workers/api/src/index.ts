// The Worker behind: nobody reaches it but by the gateway's service bindings.
import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

export interface Thing {
  name: string;
  cents: number;
}

interface Env {
  CURRENCY: string;
}

const things = new Map<string, Thing>([
  ["mug", { name: "Mug", cents: 950 }],
  ["pen", { name: "Pen", cents: 240 }],
]);

/** Stays here; the gateway holds a stub of it. */
class Basket extends RpcTarget {
  #items: Thing[] = [];
  #currency: string;

  constructor(currency: string) {
    super();
    this.#currency = currency;
  }

  add(id: string): number {
    const thing = things.get(id);
    if (thing !== undefined) this.#items.push(thing);
    return this.#items.length;
  }

  total(): string {
    const cents = this.#items.reduce((sum, thing) => sum + thing.cents, 0);
    return `${(cents / 100).toFixed(2)} ${this.#currency}`;
  }
}

export default class Api extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const id = new URL(request.url).pathname.replace("/api/things", "").slice(1);
    if (id === "") return Response.json([...things.keys()]);
    const thing = things.get(id);
    if (thing === undefined) return new Response("no such thing\n", { status: 404 });
    return Response.json(thing, { headers: { "x-method": request.method } });
  }

  price(id: string): number | null {
    return things.get(id)?.cents ?? null;
  }

  must(id: string): Thing {
    const thing = things.get(id);
    if (thing === undefined) throw new RangeError(`there is no ${id}`);
    return thing;
  }

  basket(): Basket {
    return new Basket(this.env.CURRENCY);
  }

  async each(visit: (thing: Thing) => void): Promise<void> {
    for (const thing of things.values()) await visit(thing);
  }
}

export class Admin extends WorkerEntrypoint<Env, { role: string }> {
  whoami(): { role: string; things: number } {
    return { role: this.ctx.props.role, things: things.size };
  }
}
