// Whether neap's check of regular expressions agrees with `new RegExp`, over patterns made by hand and at random.
//
//   node regexp.mjs ACCEPTS [PATTERNS [SEED]]     (ACCEPTS: the program of accepts.c)
import { spawnSync } from "node:child_process";

const [accepts, count = "30000", seed = "1"] = process.argv.slice(2);

// What this Node cannot read yet although ECMAScript 2025 has it, seen by trying.
function reads(pattern) {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}
const hasModifiers = reads("(?i:a)");
const hasSharedNames = reads("(?<a>.)|(?<a>.)");
const isNewer = (pattern, answer, message) =>
  (!hasModifiers && /\(\?[imsx-]/.test(pattern)) || (!hasSharedNames && answer === "yes" && message.includes("Duplicate capture group name"));

const known = [
  "", "a|b", "(", ")", "()", "(?:", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?=a)*", "(?!a){2}", "(?<=a)*", "(?<!a)+", "(?<a>b)", "(?<a>b)\\k<a>", "\\k<a>(?<a>b)", "\\k<b>(?<a>b)", "\\k", "\\k<", "\\k<a", "(?<a>)\\k", "(?<a", "(?<>a)", "(?<1a>b)", "(?<a\\u0062>c)", "(?<\\u{61}>c)", "(?<\\ud83d\\ude00>c)", "(?<\u{20BB7}>c)", "(?<\\ud842\\udfb7>c)", "(?<a>.)(?<a>.)", "(?<a>.)|(?<a>.)", "((?<a>.)|(?<a>.))(?<a>.)", "(?:(?<a>.)|b)(?<a>.)", "(?<a>.)(?:b|(?<a>.))", "(?:(?<a>.)|(?<b>.))|(?<a>.)", "(?<a>(?<a>.))", "(?<a>(?<b>.)|(?<b>.))",
  "a*", "a+?", "a{1}", "a{1,}", "a{1,2}", "a{2,1}", "a{,1}", "a{", "a{a}", "a{1", "{", "}", "{1}", "{1,2}", "a**", "*", "+a", "?", "^*", "$+", "\\b+", "\\B{2}", "a{1}{2}", "a{01,2}", "a{10,9}", "|*", "(*)", "(?:+)", "x{1}?", "x{1}??",
  "[", "]", "[]", "[^]", "[a-z]", "[z-a]", "[a-", "[-a]", "[a-]", "[a-\\d]", "[\\d-a]", "[\\d-\\w]", "[\\b]", "[\\B]", "[\\c]", "[\\c1]", "[\\c_]", "[\\ca]", "[\\-]", "[\\k]", "(?<a>)[\\k]", "[\\1]", "[\\9]", "[\\08]", "[\\101-\\102]", "[\\102-\\101]", "[\\x41-\\x40]", "[\\u0041-\\u0040]", "[\u{1F600}-\u{1F601}]", "[a-\u{1F600}]", "[\u{1F600}-z]", "[\u{1F600}]", "[[]", "[[]]", "[a-b-c]", "[--a]", "[a--]", "[\\p{L}-a]", "[(]", "[/]", "[\\/]",
  "\\1", "\\1()", "()\\1", "()\\2", "\\0", "\\00", "\\01", "\\8", "\\9", "\\18", "\\x", "\\x4", "\\x41", "\\u", "\\u0", "\\u0041", "\\u{41}", "\\u{}", "\\u{110000}", "\\u{10FFFF}", "\\ud83d\\ude00", "\\c", "\\ca", "\\c1", "\\a", "\\-", "\\/", "\\_", "\\$", "\\", "a\\", "\\p", "\\p{", "\\p{L}", "\\P{Lu}", "\\p{Script=Greek}", "\\p{sc=Grek}", "\\p{scx=Zyyy}", "\\p{gc=Nd}", "\\p{General_Category=Decimal_Number}", "\\p{gc=Greek}", "\\p{Greek}", "\\p{Emoji}", "\\p{Emoji=Y}", "\\p{ASCII}", "\\p{Nope}", "\\p{RGI_Emoji}", "\\P{RGI_Emoji}", "[^\\p{RGI_Emoji}]", "\\p{}", "\\p{=}", "\\p{L=}", "\\pL", "\\p{ L}", "\\p{lu}", "\\p{Any}\\p{Assigned}", "\\k<a>", "\\d\\D\\w\\W\\s\\S", "\\é", "\\\u{1F600}", "\\\u2028",
  "[a&&b]", "[a--b]", "[a&&b&&c]", "[a&&b--c]", "[ab&&c]", "[a-b&&c]", "[a&&b-c]", "[[a-b]&&[c]]", "[a&&&b]", "[&&a]", "[a&&]", "[a--]", "[!!]", "[a!!]", "[\\!!]", "[a||b]", "[(]", "[a|b]", "[{}]", "[/]", "[a-]", "[-]", "[\\-]", "[\\&]", "[\\&&\\&]", "[\\q{}]", "[\\q{abc|d}]", "[\\q{a]", "[\\q{a|\\d}]", "[^\\q{ab}]", "[^\\q{a|b}]", "[^\\q{}]", "[^[\\q{ab}]&&a]", "[^\\q{ab}--a]", "[^a--\\q{ab}]", "[^[\\q{ab}]]", "[^[^\\q{ab}]]", "[[^\\q{ab}]]", "[^\\p{RGI_Emoji}&&\\q{a}]", "[\\p{L}--[a-z]]", "[[[[a]]]]", "[[[[a]]]", "[a[^b]c]", "[\\q]", "[a\\]b]", "[\\d&&\\w]", "[\\d--\\w]", "[\\d-\\w]", "[^^^]", "[^^]", "[..]", "[.,]", "[``]", "[~~]", "[a-z&&[aeiou]]",
  "(?i:a)", "(?i-s:a)", "(?-i:a)", "(?-:a)", "(?ii:a)", "(?i-i:a)", "(?x:a)", "(?i)", "(?i", "(?ims-:a)", "(?:a)", "(?a)", "(??)", "(?", "(?<=", "(?<a>",
];
const allFlags = ["", "g", "i", "u", "v", "iu", "gimsuy", "dgimsvy"];
const oddFlags = ["gg", "uv", "x", "ggu", "vv", "G", "é", "\\u0067", "dgimsuyv"];

const pieces = ["a", "b", "z", "1", "0", "9", ",", "-", "^", "$", ".", "|", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "(?<m>", "[", "[^", "]", "{", "}", "*", "+", "?", "{1}", "{1,}", "{2,1}", "{1,2}", "\\", "\\d", "\\W", "\\b", "\\B", "\\1", "\\2", "\\0", "\\01", "\\c", "\\cA", "\\x", "\\x41", "\\u", "\\u0041", "\\u{61}", "\\ud83d", "\\ude00", "\\k<n>", "\\k", "\\p{L}", "\\P{Lu}", "\\p{RGI_Emoji}", "\\p{x}", "\\q{a|bc}", "\\q{", "&&", "--", "&", "!", "!!", "/", "\\/", "\\-", "\\&", "\\n", "\\e", "\u{1F600}", "é", "<", ">", "=", ":"];

// A small generator of its own, so that a run can be repeated (xorshift32).
let state = Number(seed) >>> 0 || 1;
function below(n) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}

// Half of the patterns are balanced: random pieces are mostly refused at their first bracket.
function randomPattern(depth = 3) {
  let text = "";
  for (let i = 1 + below(6); i > 0; i--) {
    const kind = depth > 0 ? below(12) : 11;
    if (kind === 0) text += `(${randomPattern(depth - 1)})`;
    else if (kind === 1) text += `(?${["=", "!", "<=", "<!", ":", "<n>", "<m>"][below(7)]}${randomPattern(depth - 1)})`;
    else if (kind === 2) text += `[${below(3) ? "" : "^"}${randomPattern(depth - 1)}]`;
    else if (kind === 3) text += ["*", "+?", "{2}", "{3,4}", "|"][below(5)];
    else text += pieces[below(pieces.length)];
  }
  return text;
}

const cases = [];
for (const pattern of known) for (const flags of allFlags) cases.push([pattern, flags]);
for (const flags of oddFlags) cases.push(["a", flags]);
for (let i = Number(count); i > 0; i--) {
  const pattern = below(2) ? randomPattern() : Array.from({ length: 1 + below(7) }, () => pieces[below(pieces.length)]).join("");
  cases.push([pattern, allFlags[below(allFlags.length)]]);
}

const input = cases.map(([pattern, flags]) => `p${flags}/${pattern}\0`).join("");
const answered = spawnSync(accepts, { input, maxBuffer: 256 << 20, encoding: "utf8" });
const answers = answered.stdout.trimEnd().split("\n");
if (answered.status !== 0 || answers.length !== cases.length) {
  console.log(`${accepts} ended with ${answered.status ?? answered.signal} after ${answers.length} of ${cases.length}: ${cases[answers.length - 1]}`);
  process.exit(1);
}

let accepted = 0;
let newer = 0;
const failures = [];
cases.forEach(([pattern, flags], i) => {
  let message = null;
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    message = error.message;
  }
  if ((message === null) === (answers[i] === "yes")) return void (accepted += message === null);
  if (isNewer(pattern, answers[i], message ?? "")) return void newer++;
  failures.push(`/${pattern}/${flags}\n    neap: ${answers[i]}\n    Node: ${message ?? "accepted"}`);
});
for (const failure of failures.slice(0, 40)) console.log(failure);
console.log(`${cases.length} patterns, ${accepted} of them accepted by both; ${newer} are newer than this Node, ${failures.length} differ`);
process.exitCode = failures.length === 0 ? 0 : 1;
