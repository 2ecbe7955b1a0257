import Papa from "papaparse";

export default () => [Papa.parse('a,b,c\n1,"x, ""q""\ny",\n2,é,z', { header: true, dynamicTyping: true }), Papa.unparse([{ a: 1, b: 'q"r' }, { a: null, b: "x,y\nz" }]), Papa.parse("1;2\n3;4").meta.delimiter];
