// Answers with the status in the path, with and without a body.
export default {
  fetch(request) {
    const [, code, body] = new URL(request.url).pathname.split("/");
    return new Response(body === "null" ? null : `status ${code}`, { status: Number(code), headers: { "X-Status": code } });
  },
};
