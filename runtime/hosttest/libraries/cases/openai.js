import OpenAI from "openai";

const events = ['{"choices":[{"delta":{"content":"Hel"}}]}', '{"choices":[{"delta":{"content":"lo"}}]}', "[DONE]"].map((d) => `data: ${d}\n\n`).join("");

export default async function run() {
  const seen = [];
  const client = new OpenAI({
    apiKey: "k", baseURL: "http://api.example/v1", maxRetries: 0, dangerouslyAllowBrowser: true,
    fetch: async (url, init) => {
      const body = init.body ? JSON.parse(init.body) : null;
      seen.push([String(url), init.method, body]);
      if (String(url).endsWith("/models")) return Response.json({ error: { message: "no such thing", type: "x" } }, { status: 404 });
      return body.stream ? new Response(events, { headers: { "content-type": "text/event-stream" } }) : Response.json({ choices: [{ message: { role: "assistant", content: "hi" } }] });
    },
  });
  const messages = [{ role: "user", content: "say hi" }];
  const whole = await client.chat.completions.create({ model: "m", messages });
  let text = "";
  for await (const part of await client.chat.completions.create({ model: "m", messages, stream: true })) text += part.choices[0].delta.content ?? "";
  const error = await client.models.list().catch((e) => [e.constructor.name, e.status, e.message]);
  return [whole.choices[0].message, text, error, seen];
}
