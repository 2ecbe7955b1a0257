import { NIL, parse, stringify, v3, v4, v5, v7, validate, version } from "uuid";

export default () => [v5("a.example", v5.DNS), v3("a.example", v3.URL), validate(v4()), version(v7()), stringify(parse(v5("x", NIL))), validate("nope"), v4({ random: new Uint8Array(16).fill(7) }), v7({ msecs: 1700000000000, random: new Uint8Array(16).fill(1), seq: 5 })];
