// The entry of the Worker and of its classes.
export { routes } from "./worker";
export { Counter } from "./counter";
