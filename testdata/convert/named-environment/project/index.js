export class Api {
  answer() {
    return 42;
  }
}

export default class {
  async fetch(request) {
    return new Response(this.env.STAGE);
  }
}
