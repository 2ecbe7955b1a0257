import bcrypt from "bcryptjs";

export default async function run() {
  const salt = "$2b$04$abcdefghijklmnopqrstuu";
  const hash = await bcrypt.hash("correct horse", salt);
  return [hash, await bcrypt.compare("correct horse", hash), await bcrypt.compare("wrong", hash), bcrypt.compareSync("a", "$2a$04$BBBBBBBBBBBBBBBBBBBBBO9SjBXyXkl9bXxGk8Xx6yNfC5SrPPSlW"), bcrypt.getRounds(hash), (await bcrypt.genSalt(4)).length];
}
