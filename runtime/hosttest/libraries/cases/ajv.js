// Ajv makes code from schemas, which a Worker may not do while it runs; it says
// so. Where the rules are only looked at, it works.
import Ajv from "ajv";

export default function run() {
  const ajv = new Ajv({ allErrors: true, validateSchema: false });
  ajv.addSchema({ $id: "x", type: "object", properties: { a: { type: "string" } } });
  return [ajv.opts.allErrors, typeof ajv.compile, Object.keys(ajv.schemas), ajv.errorsText([{ instancePath: "/a", message: "must be string" }])];
}
