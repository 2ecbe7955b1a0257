// Goes before a public Worker: what differs from run to run is the same for each.
(() => {
  const at = 1767225600000;
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...values) {
      if (values.length === 0) super(at);
      else super(...values);
    }
    static now() {
      return at;
    }
  };
  let seed = 1;
  Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  crypto.randomUUID = () => "00000000-0000-4000-8000-000000000000";
  crypto.getRandomValues = (array) => array.fill(7);
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = request.body ? await request.text() : "";
    return Response.json(
      { stub: { method: request.method, url: request.url, body } },
      { headers: { "x-stub": "1" } },
    );
  };
})();
