import { Liquid } from "liquidjs";

export default async function run() {
  const engine = new Liquid();
  engine.registerFilter("shout", (s) => s.toUpperCase() + "!");
  return [await engine.parseAndRender("{% for p in list reversed %}{{ forloop.index }}:{{ p.n | shout | append: '?' }}{% unless forloop.last %}, {% endunless %}{% endfor %}{% assign x = 5 | times: 2 %}{{ x }}{{ '<b>' | escape }}", { list: [{ n: "a" }, { n: "b" }] }), engine.parseAndRenderSync("{{ d | date: '%Y-%m-%d' }} {% case y %}{% when 1 %}one{% else %}more{% endcase %} {{ 'a-b' | split: '-' | join: '+' }}", { d: "2020-05-06T00:00:00", y: 2 })];
}
