export const helper = (t) => `helped: ${t}`;
