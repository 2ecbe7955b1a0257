export default 'by path';
