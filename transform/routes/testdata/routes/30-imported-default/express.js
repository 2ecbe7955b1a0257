import { routes } from "./handler.js";

export { routes };
