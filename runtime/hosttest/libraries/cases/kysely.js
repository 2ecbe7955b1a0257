import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from "kysely";

export default function run() {
  const db = new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (k) => new SqliteIntrospector(k),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  const show = (q) => { const { sql, parameters } = q.compile(); return [sql, parameters]; };
  return [
    show(db.selectFrom("person as p").innerJoin("pet", "pet.owner", "p.id").select(["p.id", "pet.name as pet"]).where((eb) => eb.or([eb("p.age", ">", 3), eb("p.name", "in", ["a", "b"])])).orderBy("p.id", "desc").limit(3)),
    show(db.insertInto("person").values({ name: "x", age: 1 }).onConflict((oc) => oc.column("name").doNothing()).returning("id")),
    show(db.updateTable("person").set({ age: sql`age + ${1}` }).where("id", "=", 1)),
    show(db.schema.createTable("t").addColumn("id", "integer", (c) => c.primaryKey()).addColumn("n", "text", (c) => c.notNull())),
  ];
}
