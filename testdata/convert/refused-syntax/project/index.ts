const ok: string = 1;

export default {
  fetch() {
    return new Response("unfinished);
  },
};
