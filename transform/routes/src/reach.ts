// How a handler comes by the request, env and ctx: each use is replaced by what
// the dialect calls it, or one line declares the name.
import { walk } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Binding, Reference } from "./scope.ts";
import type { Edit, Range } from "./splice.ts";
import { Keep } from "./unit.ts";
import type { Job, Member, References, Root } from "./unit.ts";

interface Plan {
  edits: Edit[];
  lines: string[];
  roots: Set<Root>;
  names: string[];
}

// How the roots that the ranges use are reached.
export function reachPlan(
  job: Job,
  refs: References,
  ranges: readonly Range[],
): Plan {
  const plan: Plan = { edits: [], lines: [], roots: new Set(), names: [] };
  const seen = new Set<Node>();
  const byRoot = new Map<Root, Reference[]>();
  for (const range of ranges) {
    for (const ref of refs.in(range)) {
      const member = ref.binding && job.members.get(ref.binding);
      if (member && !seen.has(ref.node)) {
        seen.add(ref.node);
        plan.roots.add(member.root);
        plan.edits.push(memberEdit(job, ref, member));
        continue;
      }
      const root = ref.binding && job.roots.get(ref.binding);
      if (!root || seen.has(ref.node)) continue;
      // Another name for env that the piece declares itself.
      const { node: at } = ref.binding as Binding;
      if (
        at.type === "VariableDeclarator" &&
        ranges.some((r) => r.start <= at.start && r.end >= at.end)
      )
        continue;
      seen.add(ref.node);
      const [to, from] = root === "event" ? ofEvent(job, ref) : [root, ref];
      byRoot.set(to, [...(byRoot.get(to) ?? []), from]);
    }
    if (job.values.entrypoint) thisRoots(job, range as Node, byRoot, seen);
  }
  for (const [root, list] of byRoot) {
    plan.roots.add(root);
    const line = job.reach.declared(root, list);
    if (line !== undefined) {
      plan.lines.push(line);
      for (const r of list) plan.names.push(r.node["name"] as string);
      continue;
    }
    for (const ref of list) {
      const node = ref.replaced ?? ref.node;
      const text = job.reach.inline(root, ref, node);
      if (text === undefined) {
        plan.names.push(ref.node["name"] as string);
        continue;
      }
      plan.edits.push({
        start: node.start,
        end: node.end,
        text: ref.shorthand ? `${ref.node["name"] as string}: ${text}` : text,
      });
    }
  }
  return plan;
}

// A name that a parameter was taken apart into, as the member that it is.
function memberEdit(job: Job, ref: Reference, { root, key }: Member): Edit {
  const { node } = ref;
  const name = node["name"] as string;
  const parent = {
    ...node,
    type: "MemberExpression",
    object: node,
    property: { ...node, name: key },
    computed: false,
  };
  const whole = { ...ref, replaced: node, parent };
  const text = `${job.reach.inline(root, whole, node) ?? name}.${key}`;
  return {
    start: node.start,
    end: node.end,
    text: ref.shorthand ? `${name}: ${text}` : text,
  };
}

// event.request is the request; the rest of the event is its context.
function ofEvent(job: Job, ref: Reference): [Root, Reference] {
  const { parent } = ref;
  const name =
    parent.type === "MemberExpression" && !parent["computed"]
      ? (parent["property"].name as string)
      : "";
  if (name === "waitUntil" || name === "passThroughOnException")
    return ["event", ref];
  if (name !== "request")
    throw new Keep("the event is used for more than its request and waitUntil");
  const up = job.scopes.parents.get(parent) ?? parent;
  return ["request", { ...ref, replaced: parent, parent: up }];
}

// this.env and this.ctx of an entrypoint, as references to the whole expression.
function thisRoots(
  job: Job,
  range: Node,
  byRoot: Map<Root, Reference[]>,
  seen: Set<Node>,
): void {
  if (typeof range.type !== "string") return;
  walk(range, (n) => {
    if (n.type !== "MemberExpression" || seen.has(n)) return;
    if (n["object"].type !== "ThisExpression") return;
    const value = job.values.of(n);
    if (value?.is !== "env" && value?.is !== "ctx") return;
    seen.add(n);
    const ref: Reference = {
      node: n["property"] as Node,
      replaced: n,
      parent: job.scopes.parents.get(n) ?? n,
      binding: undefined,
      shorthand: false,
      type: false,
      write: false,
    };
    byRoot.set(value.is, [...(byRoot.get(value.is) ?? []), ref]);
  });
}
