// formats: esm cjs
const { Command, Option, InvalidArgumentError } = require("commander");
const program = new Command("tool").exitOverride().version("1.2.3").configureOutput({ writeErr: (text) => console.log("err", text) });
const number = (text) => { if (isNaN(text)) throw new InvalidArgumentError("Not a number."); return Number(text); };
program.option("-n, --number <n>", "a number", number).addOption(new Option("-c, --color <c>").choices(["red", "blue"]).default("red"));
program.command("run <file> [more...]").description("runs").option("--fast").action((file, more, options) => console.log("run", file, more, options));
program.parse(["-n", "3", "run", "a", "b", "c", "--fast"], { from: "user" });
console.log(program.opts(), program.helpInformation());
for (const args of [["-n", "x"], ["--colour"], ["--version"]]) try { program.parse(args, { from: "user" }); } catch (error) { console.log(error.code); }
