import Stripe from "stripe";

export default async function run() {
  const seen = [];
  const fetchFn = async (url, init) => { seen.push([url, init.method, String(init.body ?? "")]); return Response.json(url.endsWith("/bad") ? { error: { type: "card_error", message: "declined", code: "x" } } : { id: "cus_1", object: "customer" }, { status: url.endsWith("/bad") ? 402 : 200 }); };
  const stripe = new Stripe("sk_test_1", { httpClient: Stripe.createFetchHttpClient(fetchFn), maxNetworkRetries: 0, telemetry: false });
  const customer = await stripe.customers.create({ email: "a@b.co", metadata: { a: "1", "b c": "é" } });
  const bad = await stripe.customers.retrieve("bad").catch((e) => [e.type, e.message, e.statusCode]);
  const payload = '{"id":"evt_1","object":"event"}';
  const provider = Stripe.createSubtleCryptoProvider();
  const header = await stripe.webhooks.generateTestHeaderStringAsync({ payload, secret: "whsec", timestamp: 1700000000, cryptoProvider: provider });
  const event = await stripe.webhooks.constructEventAsync(payload, header, "whsec", 1e12, provider);
  return [customer.id, bad, header, event.id, seen];
}
