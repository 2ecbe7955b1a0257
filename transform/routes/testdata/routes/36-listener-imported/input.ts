import { respond } from "./respond";

addEventListener("fetch", (event: FetchEvent) => {
  event.respondWith(respond(event));
});
