interface Env {
  TOKEN: string;
}

const corsHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
};

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    console.log(request.method, url.pathname);

    if (request.method === "OPTIONS") {
      return new Response(null, { headers: corsHeaders });
    }

    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (token !== env.TOKEN) {
      return new Response("forbidden", { status: 403, headers: corsHeaders });
    }

    if (url.pathname === "/me") {
      return Response.json({ token }, { headers: corsHeaders });
    }
    if (url.pathname === "/time" || url.pathname === "/now") {
      return new Response(new Date(0).toISOString(), { headers: corsHeaders });
    }
    return new Response("Not found", { status: 404, headers: corsHeaders });
  },
};
