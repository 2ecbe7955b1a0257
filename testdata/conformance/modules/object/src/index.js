// The default export as an object with a method that uses this, a getter, and an async arrow.
const handlers = {
  greeting: "hello",
  get fetch() {
    return async (request, env, ctx) => {
      const shape = [typeof env, typeof ctx.waitUntil, typeof ctx.passThroughOnException, Object.prototype.toString.call(ctx), typeof ctx.props];
      return Response.json([this === undefined, shape]);
    };
  },
};
export default handlers;
