// The functions a query may call. One line each: the answer, or why not.
const calls = `abs(-5) | changes() | char(65,66) | coalesce(NULL,3) | concat('a',NULL,1) | concat_ws('-','a','b') | format('%d-%s',5,'x')
glob('a*','abc') | hex('abc') | ifnull(NULL,2) | iif(1,'y','n') | instr('hello','l') | last_insert_rowid() | length('é') | like('a%','abc')
likelihood(1,0.5) | likely(1) | lower('ABC') | ltrim('  a') | max(1,2) | min(1,2) | nullif(1,1) | octet_length('é') | printf('%.2f',1.005)
quote('it''s') | length(randomblob(4)) | replace('aaa','a','b') | round(2.5) | round(1.234,2) | rtrim('a ') | sign(-3) | soundex('Robert')
substr('hello',2,3) | substring('hello',-3) | total_changes() >= 0 | trim(' a ') | typeof(1) | unhex('414243') | unicode('é') | unlikely(1) | upper('abc')
hex(zeroblob(2)) | date('2024-02-30') | date('2024-01-31','+1 month') | time('12:34:56') | datetime(0,'unixepoch') | julianday('2000-01-01')
strftime('%Y-%W-%j','2024-03-01') | strftime('%s',0,'unixepoch') | unixepoch('2000-01-01') | timediff('2024-03-01','2024-02-01') | date('nonsense')
datetime('2024-01-01','localtime') | acos(1) | asin(1) | atan(1) | atan2(1,2) | ceil(1.2) | ceiling(1.2) | cos(0) | cosh(0) | degrees(3) | exp(1) | floor(-1.2) | ln(2)
log(100) | log(2,8) | log10(1000) | log2(8) | mod(7,3) | pi() | pow(2,10) | power(2,0.5) | radians(180) | sin(1) | sinh(1) | sqrt(2) | tan(1) | trunc(-1.7)
json('{"a": 1}') | json_array(1,'a',NULL) | json_array_length('[1,2]') | json_extract('{"a":{"b":2}}','$.a.b') | json_insert('{}','$.a',1)
json_object('a',1) | json_patch('{"a":1}','{"b":2}') | json_remove('{"a":1}','$.a') | json_replace('{"a":1}','$.a',2) | json_set('{}','$.x',json('[1]'))
json_type('[1]') | json_valid('{x:1}') | json_valid('{x:1}',6) | json_quote('a"b') | json_error_position('[1,') | hex(jsonb('[1]')) | hex(jsonb_array(1))
json_extract('[1,2]','$[#-1]') | json('{x:1,}') | count(*) | group_concat('a') | string_agg('a','-') | sum(1.5) | total(1) | avg(2) | median(1) | json_group_array(5)
json_group_object('a',1) | percentile(1,50) | hex(sha3('a')) | uuid() | crc32('a') | bm25(1) | current_timestamp > '2020' | row_number() OVER () | rank() OVER (ORDER BY 1)
ntile(2) OVER () | lag(1) OVER () | first_value(1) OVER () | cume_dist() OVER () | nth_value(1,1) OVER () | sqlite_offset(1) | unistr('\\0041') | unistr_quote('a')
random() IS NOT NULL | sqlite_log(1,'x') | fts5(1) | highlight(1,2,3,4) | rtreecheck('x') | edit('x') | generate_series(1,2) | load_extension('a') | icu('x') | nope()`;

export const snippets = {};
for (const call of calls
  .split(/\s*(?:\||\n)\s*/)
  .filter((text) => text !== "")) {
  snippets[call] = async (db) =>
    (await db.prepare(`SELECT ${call} AS v`).raw())[0];
}
snippets.jsonEach = (db) =>
  db
    .prepare(
      'SELECT key, value, type, fullkey FROM json_each(\'{"a":1,"b":[2]}\')',
    )
    .raw();
snippets.jsonTree = (db) =>
  db.prepare("SELECT fullkey FROM json_tree('{\"a\":[2]}')").raw();
snippets.series = (db) =>
  db.prepare("SELECT value FROM generate_series(1, 3)").raw();
snippets.window = (db) =>
  db
    .prepare(
      "SELECT value, sum(value) OVER (ORDER BY value) AS s FROM json_each('[3,1,2]')",
    )
    .raw();
snippets.fts5 = async (db) => {
  await db.exec(
    "CREATE VIRTUAL TABLE docs USING fts5(title, body)\nINSERT INTO docs VALUES ('one', 'the quick brown fox'), ('two', 'lazy dogs')",
  );
  return db
    .prepare(
      "SELECT title, highlight(docs, 1, '<b>', '</b>') FROM docs WHERE docs MATCH 'quick' ORDER BY rank",
    )
    .raw();
};
snippets.fts5Bad = (db) =>
  db.prepare("SELECT * FROM docs WHERE docs MATCH '\"'").raw();
snippets.rtree = async (db) => {
  await db.exec(
    "CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx)\nINSERT INTO r VALUES (1, 0, 5), (2, 10, 15)",
  );
  return db.prepare("SELECT id FROM r WHERE minx < 6").raw();
};
