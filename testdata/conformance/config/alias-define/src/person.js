export const who = 'Ada';
