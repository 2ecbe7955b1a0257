// The entry of the Worker and of its classes.
export { default } from "./worker";
export { Counter } from "./counter";
