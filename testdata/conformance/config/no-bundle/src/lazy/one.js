export const value = 'lazily';
