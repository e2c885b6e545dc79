// Finds the tests of a checkout and reads what each says about itself (test262's INTERPRETING.md).
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

// A list in the YAML head, as [a, b] or as lines of "- a".
function listOf(head, key) {
  const inline = new RegExp(`^\\s*${key}:\\s*\\[([^\\]]*)\\]`, "m").exec(head);
  if (inline) return inline[1].split(",").map((item) => item.trim()).filter(Boolean);
  const lines = new RegExp(`^\\s*${key}:\\s*\\n((?:\\s*- .*\\n)+)`, "m").exec(head);
  return lines ? lines[1].trim().split("\n").map((line) => line.replace(/^\s*- /, "").trim()) : [];
}

// { path (below test/language), source, flags, includes, features, negative: { phase, type } or null }
export function readTest(root, path) {
  const source = readFileSync(join(root, path), "utf8");
  const head = (/\/\*---([^]*?)---\*\//.exec(source)?.[1] ?? "").replaceAll("\r\n", "\n").replaceAll("\r", "\n") + "\n";
  const negative = /^\s*negative:[^]*?phase:\s*(\w+)[^]*?type:\s*(\w+)/m.exec(head);
  return {
    path,
    source,
    flags: new Set(listOf(head, "flags")),
    includes: listOf(head, "includes"),
    negative: negative && { phase: negative[1], type: negative[2] },
  };
}

export function findTests(root, folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".js") && !entry.name.includes("_FIXTURE"))
      .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
      .sort(),
  ).map((path) => readTest(root, path));
}
