// The page that bench/idle/compare writes: for each cell a plot of footprint ÷ live bytes over time, a line for each allocator. No script, nothing
// from elsewhere; light or dark as the reader's system is.
'use strict';
const { style, escape } = require('../alloc/page.js');

const extra = `
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; } svg path { fill: none; stroke-width: 1.6; }
svg path.dash1 { stroke-dasharray: 5 3; } svg path.dash2 { stroke-dasharray: 1.5 3; } svg path.subject { stroke-width: 3.5; }`;

const mib = (bytes) => bytes / 2 ** 20;
// Colours repeat after eight; the dashes tell apart.
const lineClass = (index, isSubject) => `m${index % 8} dash${Math.floor(index / 8)}${isSubject ? ' subject' : ''}`;

const width = 320, height = 220, left = 40, bottom = 24, top = 10;

// Both axes are logarithmic. Where nothing lives, the footprint itself is shown, in MiB.
function plot(report, names, { title, kept, figures }) {
  const valueOf = (name, footprint) => (kept === 0 ? mib(footprint) : footprint / figures[name].live);
  const curves = names.map((name) => figures[name].curve.map(({ at, footprint }) => ({ at, value: valueOf(name, footprint) })));
  const all = curves.flat();
  const highest = Math.max(2, ...all.map(({ value }) => value)) * 1.1;
  const lowest = Math.min(kept === 0 ? 0.5 : 1, ...all.map(({ value }) => value));
  const [from, to] = [all[0].at, Math.max(...all.map(({ at }) => at))];
  const x = (at) => left + (Math.log(at / from) / Math.max(Math.log(to / from), 1e-9)) * (width - left - 10);
  const y = (value) => top + (1 - Math.log(value / lowest) / Math.log(highest / lowest)) * (height - top - bottom);
  const levels = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256].filter((level) => level >= lowest && level <= highest);
  const grid = levels.map((level) => `<line${level === 1 && kept !== 0 ? ' class="one"' : ''} x1="${left}" x2="${width - 10}" y1="${y(level).toFixed(1)}" y2="${y(level).toFixed(1)}"/>` +
    `<text class="faint" x="${left - 5}" y="${(y(level) + 4).toFixed(1)}" text-anchor="end">${level}</text>`).join('');
  const marks = curves[0].map(({ at }) => at).filter((at) => at !== 0.25)
    .map((at) => `<text class="faint" x="${x(at).toFixed(1)}" y="${height - 6}" text-anchor="middle">${at}</text>`).join('');
  const lines = names.map((name, i) => `<path class="${lineClass(i, name === report.subject)}" d="M${curves[i].map(({ at, value }) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}">` +
    `<title>${escape(`${name}: ${curves[i].map(({ value }) => value.toFixed(2)).join(', ')}`)}</title></path>`).join('');
  return `<figure><figcaption>${escape(title)}${kept === 0 ? ', MiB' : ''}</figcaption><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">${grid}${marks}${lines}</svg></figure>`;
}

function table(names, { rows, mean, floor }) {
  const cell = (value, least, digits) => `<td${value <= least ? ' class="best"' : ''}>${value.toFixed(digits)}</td>`;
  const line = (title, floor, values, digits) => `<tr><td>${escape(title)}</td><td>${floor === null ? '' : floor.toFixed(digits)}</td>${values.map((value) => cell(value, Math.min(...values), digits)).join('')}</tr>`;
  const body = rows.map(({ title, kept, floor, figures }) => line(kept === 0 ? `${title} (MiB)` : title, kept === 0 ? null : floor,
    names.map((name) => (kept === 0 ? mib(figures[name].footprint) : figures[name].footprint / figures[name].live)), kept === 0 ? 1 : 2)).join('');
  const means = names.every((name) => mean[name] !== null) ? line('geometric mean', floor, names.map((name) => mean[name]), 2) : '';
  return `<div class="scroll"><table><thead><tr><th>pattern/kept %/run</th><th>floor</th>${names.map((name) => `<th>${escape(name)}</th>`).join('')}</tr></thead><tbody>${body}${means}</tbody></table></div>`;
}

// The page's text, from the report that --json writes.
function page(report) {
  const names = report.allocators.map(({ name }) => name);
  const keys = names.map((name, i) =>
    `<span class="key"><svg width="28" height="10"><path class="${lineClass(i, name === report.subject)}" d="M0 5H28"/></svg> ${escape(name)}</span>`).join('');
  const judged = report.figures.controls.map(({ name, ratio, worse }) => (worse === false
    ? `<p><b>The control ${escape(name)} is no worse than ${escape(report.subject)} (${ratio.toFixed(2)}): as far as it goes, this proves nothing.</b></p>` : '')).join('');
  const when = new Date(report.started_at * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>What programs keep when they rest</title>
<style>${style}${extra}</style></head><body><h1>What programs keep when they rest</h1>
<p>Footprint ÷ live bytes over the seconds since all threads fell asleep, for each pattern, per cent that survives and length of the runs that do. ${report.rounds} rounds,
seed ${report.seed}, ${report.mib} MiB a burst, ${escape(report.sizes)} sizes; ${report.machine.processors} CPUs${report.machine.hardware ? ` (${escape(report.machine.hardware)})` : ''}, Linux ${escape(report.machine.kernel)}; ${when} UTC. A + is an allocator at its best settings.
The floor is what size classes must cost where blocks stay where they are, in the order of allocation.</p>
${judged}<p>${keys}</p><div class="grid">${report.figures.rows.map((row) => plot(report, names, row)).join('\n')}</div>
<h2>After ${report.rest} seconds</h2>${table(names, report.figures)}
</body></html>
`;
}

module.exports = { page };
