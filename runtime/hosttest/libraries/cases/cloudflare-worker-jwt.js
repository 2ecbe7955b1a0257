import jwt from "@tsndr/cloudflare-worker-jwt";

export default async function run() {
  const token = await jwt.sign({ sub: "1", iat: 1700000000, exp: 4000000000 }, "secret");
  const good = await jwt.verify(token, "secret");
  return [token, Boolean(good), Boolean(await jwt.verify(token, "other")), jwt.decode(token)];
}
