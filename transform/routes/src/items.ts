// What a handler is taken apart into.
import type { Comment, Node } from "./ast.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { Edit } from "./splice.ts";
import type { Test, Tests } from "./tests.ts";
import type { Root } from "./unit.ts";
import type { Values } from "./values.ts";

/** Text of the output: nodes stand for their source, strings for themselves. */
export type Code = (Node | string)[];

/** One of the tests that must hold; all of an item's together are its test. */
export interface Condition {
  code: Code;
  /** The same, turned round. */
  not: Code;
  test: Test;
  node: Node;
  /** The source's own words, when they are not those of the node. */
  source?: string;
}

/** A declaration that handlers repeat where they need it. */
export interface Declaration {
  /** The statement of the source; or code that stands for one; or neither. */
  node?: Node;
  code?: Code;
  /** Another expression that it is a name for, which must be there. */
  alias?: Node;
  bindings: Binding[];
  /** Comments above it. */
  comments?: Comment[];
  /**
   * It is computed once, in a piece of middleware, and handed on: computing it
   * again would have effects, or would not give what has been changed since.
   */
  carried?: boolean;
  /** Conditions that hold where it stands, and the items before it. */
  conditions?: Condition[];
  index?: number;
  /** Where the comments above it may begin. */
  from?: number;
  /** The statements that it is one of. */
  list?: readonly Node[];
}

export interface Item {
  kind: "route" | "middleware" | "tail";
  conditions: Condition[];
  /** What routes the item: the conditions', or that of the statement itself. */
  test: Test;
  declarations: Declaration[];
  statements: Node[];
  /** The braces that hold just the statements. */
  block?: Node;
  /** The declarations whose values it computes for the items after it. */
  carriers?: Declaration[];
  /** Bindings that tests before it have shown to be there. */
  present?: ReadonlySet<Binding>;
  /** A try around all that follows: its catch and finally are the item's. */
  around?: Node;
  /** The statement that it is, and the list in which that stands. */
  whole?: Node;
  list?: readonly Node[];
  /** The body of an arrow function without braces. */
  expression?: Node;
  /** Every way through the statements returns or throws. */
  ends: boolean;
  /** Where it stands in the source, for the map of routes. */
  at: Node;
  source: string;
  /** The range in which comments belong to this item. */
  from: number;
  to: number;
  /** Why it is kept, when it is. */
  why?: string;
  /** Why the tests inside of it are no routes of their own. */
  unopened?: string;
}

export interface Chain {
  items: Item[];
  /** Declarations that are repeated, in the order of the source. */
  declarations: Declaration[];
  /** Why the walk ended before the function did. */
  why: string | undefined;
  stoppedAt: Node | undefined;
}

export interface Walk {
  text: string;
  scopes: Scopes;
  values: Values;
  tests: Tests;
  fn: Node;
  /** Names of what the handler was given. */
  roots: Map<Binding, Root>;
  comments: (start: number, end: number) => Comment[];
  items: Item[];
  declarations: Declaration[];
  /** What returns from a try without await is handed to `late`. */
  lates: Edit[];
  late: string;
}

/** What holds inside of nested statements. */
export interface Inside {
  conditions: Condition[];
  declarations: Declaration[];
}

export type Stop = { why: string; at: Node };
