import { who } from "virtual-person";
import deep from "@app/deep/value";

export default {
  fetch() {
    return Response.json([who, deep, VERSION, typeof BUILD, BUILD.number, process.env.NODE_ENV ?? null, FLAG ? "on" : "off"]);
  },
};
