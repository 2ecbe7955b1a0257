// Templates compiled ahead, as a Worker must: it may not make code from text.
import Handlebars from "handlebars/lib/handlebars.js";

export default function run() {
  const ast = Handlebars.parse("{{#each users}}<li>{{name}}{{#if last}}!{{else}},{{/if}}</li>{{/each}}{{{raw}}}");
  const source = Handlebars.precompile("{{#with a}}{{b.c}}{{/with}}{{helper 1 x='y'}}");
  return [ast.body.map((n) => n.type), source.length > 500, Handlebars.escapeExpression("<a href='x'>&`=")];
}
