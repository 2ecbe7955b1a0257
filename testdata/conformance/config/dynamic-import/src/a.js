export default 'module a';
