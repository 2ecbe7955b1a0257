import type { Page } from "./types";
import { Color, label } from "./types";
import { render } from "@/view";

enum Direction {
  Up = 1,
  Down,
}

namespace Names {
  export const first = "namespace";
}

abstract class Base<T> {
  constructor(protected readonly value: T, private extra?: string) {}
  abstract show(): string;
}

class Shown extends Base<number> {
  declare later: string;
  override show = (): string => `${this.value satisfies number}${this.extra ?? "!"}`;
}

function logged(_target: unknown, context: ClassMethodDecoratorContext) {
  return function (this: unknown, ...args: unknown[]) {
    return `${String(context.name)}(${args.join()})`;
  };
}

class Service {
  @logged
  call(a: number, b: number): unknown {
    return a + b;
  }
}

export default {
  async fetch(request: Request): Promise<Response> {
    const page: Page = { title: "t" as const };
    return Response.json([Direction.Down, Direction[1], Names.first, new Shown(5).show(), Color.Red, label(page), render("x")!, new Service().call(1, 2), Object.keys(new Shown(1))]);
  },
} satisfies ExportedHandler;
