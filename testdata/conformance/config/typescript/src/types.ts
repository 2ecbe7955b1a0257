export interface Page { title: string }
export const enum Color { Red = "r" }
export const label = (p: Page): string => `label ${p.title}`;
