import Mustache from "mustache";

export default () => [
  Mustache.render("{{#users}}<b>{{name}}</b>{{^last}}, {{/last}}{{/users}}{{{raw}}} {{&raw}} {{missing}}{{! no }}", { users: [{ name: "<A>" }, { name: "B", last: true }], raw: "<i>" }),
  Mustache.render("{{>p}} {{=<% %>=}}<% x %> {{x}}", { x: 1, y: () => "fn" }, { p: "part {{y}}" }),
  Mustache.parse("a{{b}}{{#c}}d{{/c}}"),
];
