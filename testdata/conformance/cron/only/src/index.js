// A Worker without a fetch handler: only cron reaches it.
export default {
  async scheduled(controller, env) {
    await fetch(`${env.UPSTREAM}/hit/cron`);
  },
};
