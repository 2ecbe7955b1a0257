// Which of workerd's compatibility flags are on by the Worker's date and flags.
// w2c writes this file for each project.
export const compatibilityFlags: Readonly<Record<string, boolean>> = {};
