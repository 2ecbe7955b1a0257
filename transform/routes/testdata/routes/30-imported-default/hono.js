import { app } from "./handler.js";

export default app;
