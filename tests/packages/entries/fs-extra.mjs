// formats: esm cjs
import fs from "fs-extra";
import { tmpdir } from "node:os";
import { join } from "node:path";
async function main() {
  const folder = await fs.mkdtemp(join(tmpdir(), "neap-packages-"));
  await fs.outputJson(join(folder, "a/b/c.json"), { d: 1 }, { spaces: 1 });
  await fs.copy(join(folder, "a"), join(folder, "e"));
  await fs.move(join(folder, "e/b"), join(folder, "f"));
  console.log(await fs.readJson(join(folder, "f/c.json")), fs.existsSync(join(folder, "e/b")), await fs.pathExists(join(folder, "a/b")), fs.readdirSync(folder).sort());
  await fs.remove(folder);
  console.log(fs.pathExistsSync(folder));
}
main();
