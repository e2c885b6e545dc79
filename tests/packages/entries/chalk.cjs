// formats: esm cjs
const chalk = require("chalk");
const colors = new chalk.Instance({ level: 3 });
console.log(JSON.stringify([colors.red("a"), colors.bold.underline.bgBlue`b ${1 + 1}`, colors.hex("#abc")("d"), colors`{green e {dim f}}`]));
console.log(chalk.level, Object.keys(colors), chalk.supportsColor);
