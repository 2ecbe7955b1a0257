import a from './a.js';
export const named = `b knows ${a}`;
