// formats: esm cjs
import yargs from "yargs";
async function main() {
  const parser = yargs(["build", "src", "--level=3", "-vv", "--no-color"]).scriptName("tool").locale("en").exitProcess(false).fail(false)
    .command("build <folder>", "builds", (command) => command.positional("folder", { type: "string" }), (args) => console.log("build", args.folder, args.level))
    .option("level", { type: "number", choices: [1, 2, 3], describe: "how" }).count("v").wrap(80);
  console.log(await parser.parseAsync(), await parser.getHelp());
  try { await yargs(["--level=9"]).scriptName("tool").locale("en").exitProcess(false).fail(false).option("level", { choices: [1] }).parseAsync(); } catch (error) { console.log(error.name, error.message); }
}
main();
