// The Worker that runs one test file on workerd: scripts come in a request and
// run as global scripts, which needs the unsafeEval binding; results go back in
// the answer.
const { Response, JSON, setTimeout, String } = globalThis;

export default {
  async fetch(request, env) {
    const { harness, library, scripts, config } = await request.json();
    const run = (script) => env.UNSAFE.eval(script.text, script.name);
    return new Response(
      await new Promise((resolve) => {
        run(harness);
        const wpt = globalThis.__wpt;
        setTimeout(() => wpt.expire(), config.timeout);
        wpt.before(config);
        run(library);
        wpt.loaded(resolve);
        try {
          for (const script of scripts) run(script);
        } catch (error) {
          wpt.failed(error);
        }
        wpt.end();
      }),
    );
  },
};
