// The shape of the version's data; the values are each deployment's own.
export default {
  fetch(request, { VERSION }) {
    return Response.json({
      names: Object.keys(VERSION),
      types: Object.values(VERSION).map((value) => typeof value),
      uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(VERSION.id),
      tag: VERSION.tag,
      time: Number.isFinite(Date.parse(VERSION.timestamp)) && VERSION.timestamp.endsWith("Z"),
      plain: Object.getPrototypeOf(VERSION) === Object.prototype,
      own: Object.getOwnPropertyDescriptor(VERSION, "tag"),
    });
  },
};
