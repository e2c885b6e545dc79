// The scripts of corpus/edits: a project, and steps of what people do to it, with what the bundle must print after each.
//
//   What it is about, in a sentence.
//   === options --format=esm       of neap, for the whole script; the entry is src/main.js
//   === step TITLE                 what follows is done at once, up to what is expected; the first step makes the project
//   === write PATH                 the lines that follow are the file's; written in place
//   === save PATH                  the same, written beside it and renamed into place
//   === replace PATH               the lines that follow, which stand there once, are replaced …
//   === with                       … by these
//   === remove PATH                a file, or a folder with all that is in it
//   === move FROM TO
//   === touch PATH
//   === link PATH                  the line that follows is what the symbolic link says
//   === prints                     expected: the lines that Node prints
//   === fails                      expected: errors, CODE FILE[:LINE] in their order, and the output of before
//   === nothing                    expected: no file is written
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const expectations = ['prints', 'fails', 'nothing'];

// { options: [], steps: [{ title, actions: [{ verb, paths, text }], expected: { verb, text } }] }
export function readScript(file) {
  const [, ...sections] = `\n${readFileSync(file, 'utf8')}`.split('\n=== ');
  const script = { options: [], steps: [] };
  for (const section of sections) {
    const [head, ...lines] = section.split('\n');
    const [verb, ...words] = head.split(' ');
    const text = lines.map((line) => `${line}\n`).join('').replace(/\n$/, '');
    const step = script.steps.at(-1);
    if (verb === 'options') script.options = words;
    else if (verb === 'step') script.steps.push({ title: words.join(' '), actions: [], expected: null });
    else if (expectations.includes(verb)) step.expected = { verb, text };
    else if (verb === 'with') step.actions.at(-1).by = text;
    else if (actions[verb]) step.actions.push({ verb, paths: words, text });
    else throw new Error(`${file}: "${verb}" has no meaning`);
  }
  for (const { title, expected } of script.steps) if (expected === null) throw new Error(`${file}: step "${title}" expects nothing`);
  return script;
}

function put(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const withoutEnd = (text) => text.replace(/\n$/, '');

const actions = {
  write: ([file], { text }) => put(file, withEnd(text)),
  save([file], { text }) {
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.new`);
    put(temporary, withEnd(text));
    renameSync(temporary, file);
  },
  replace([file], { text, by }) {
    const before = readFileSync(file, 'utf8');
    if (before.split(withoutEnd(text)).length !== 2) throw new Error(`${file} does not have "${withoutEnd(text)}" once`);
    put(file, before.replace(withoutEnd(text), () => withoutEnd(by)));
  },
  remove: ([file]) => rmSync(file, { recursive: true }),
  move([from, to]) {
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  },
  touch: ([file]) => utimesSync(file, new Date(), new Date()),
  link: ([file], { text }) => symlinkSync(withoutEnd(text), file),
};

// A section's last line has lost its end to the split.
const withEnd = (text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

export function play(step, root) {
  for (const action of step.actions) actions[action.verb](action.paths.map((name) => path.join(root, name)), action);
}
