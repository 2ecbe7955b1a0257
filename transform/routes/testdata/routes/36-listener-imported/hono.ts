import { app } from "./respond";

addEventListener("fetch", (event) => {
  event.respondWith(app.fetch(event.request, {}, event));
});
