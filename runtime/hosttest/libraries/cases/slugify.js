import slugify from "slugify";
import { camelCase, constantCase, pascalCase, snakeCase, sentenceCase } from "change-case";
import * as he from "he";
import { decodeHTML, encodeHTML } from "entities";

export default () => [slugify("Déjà Vu! & über_ß 日本", { lower: true, strict: true }), camelCase("foo-bar_baz XML"), constantCase("fooBar"), pascalCase("a b"), snakeCase("HTTPServer2"), sentenceCase("fooBar"), he.encode("<é©𝒳>", { useNamedReferences: true }), he.decode("&lt;&eacute;&#x1D4B3;&notit;&amp"), decodeHTML("&hellip;&#128512;&nope;"), encodeHTML("a<é")];
