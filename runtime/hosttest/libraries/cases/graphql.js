import { buildSchema, graphql, parse, print, validate } from "graphql";

const schema = buildSchema("type Query { hello(name: String = \"you\"): String! users(first: Int!): [User!]! } type User { id: ID! name: String friends: [User!]! }");
const user = (id) => ({ id, name: `u${id}`, friends: () => (id > 2 ? [] : [user(id + 1)]) });

export default async function run() {
  const rootValue = { hello: ({ name }) => `hello ${name}`, users: async ({ first }) => Array.from({ length: first }, (_, i) => user(i)) };
  const source = "query Q($n: Int!) { hello a: hello(name: \"x\") users(first: $n) { ...U friends { ...U } } } fragment U on User { id name }";
  return [
    await graphql({ schema, source, rootValue, variableValues: { n: 2 } }),
    validate(schema, parse("{ nope users { id } }")).map((e) => [e.message, e.locations]),
    print(parse(source)),
  ];
}
