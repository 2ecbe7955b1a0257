import { routes } from "./respond";

export { routes };
