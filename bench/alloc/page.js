// The page that bench/alloc/compare writes: a row for each benchmark, a mark for each allocator, by its ratio to the subject. No script, nothing from
// elsewhere; light or dark as the reader's system is.
'use strict';

const style = `
:root { color-scheme: light dark; --page: #fff; --text: #1c2024; --faint: #667; --line: #d8dbe0; --rule: #1c2024;
  --c0: #0b62c4; --c1: #b3470b; --c2: #0a7d55; --c3: #8a2fb0; --c4: #a11a4d; --c5: #6b6400; --c6: #0d7580; --c7: #555b66; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --text: #e8eaee; --faint: #9aa2ad; --line: #343a42; --rule: #e8eaee;
  --c0: #6fb1ff; --c1: #ff9c5b; --c2: #4fd3a0; --c3: #d59bff; --c4: #ff86b1; --c5: #d9cf4a; --c6: #5ad4e0; --c7: #b3bac5; } }
body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } p, caption { color: var(--faint); }
figure { margin: 0; overflow-x: auto; } svg { font: 12px system-ui, sans-serif; } svg text { fill: var(--text); } svg .faint { fill: var(--faint); }
svg line { stroke: var(--line); } svg line.one { stroke: var(--rule); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; } th, td { padding: .2rem .7rem; text-align: right; }
th:first-child, td:first-child { text-align: left; } th { border-bottom: 1px solid var(--rule); } tr:last-child td { border-top: 1px solid var(--line); }
td.best { font-weight: 700; } .scroll { overflow-x: auto; } .key { display: inline-block; margin-right: 1.2rem; white-space: nowrap; }
${Array.from({ length: 8 }, (_, i) => `.m${i} { fill: var(--c${i}); stroke: var(--c${i}); }`).join(' ')}`;

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

// Shape and colour both tell, for those who do not see the colours apart.
function mark(index, x, y) {
  const shapes = [
    `<circle cx="${x}" cy="${y}" r="4"/>`,
    `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>`,
    `<path d="M${x} ${y - 5}l5 9h-10z"/>`,
    `<path d="M${x} ${y - 5}l5 5-5 5-5-5z"/>`,
    `<path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8" stroke-width="2.5"/>`,
    `<path d="M${x} ${y + 5}l5-9h-10z"/>`,
    `<path d="M${x - 5} ${y}h10m-5-5v10" stroke-width="2.5"/>`,
    `<rect x="${x - 2}" y="${y - 6}" width="4" height="12"/>`,
  ];
  return `<g class="m${index % 8}">${shapes[index % shapes.length]}</g>`;
}

const ticks = [0.125, 0.25, 0.5, 0.8, 1, 1.25, 2, 4, 8];
const widest = 8; // what is beyond stands at the edge

function plot(report, names, { rows, mean }) {
  const others = names.filter((name) => name !== report.subject);
  const all = [...rows, { title: 'geometric mean', ...mean }];
  const ratios = all.flatMap((row) => others.map((name) => 1 / row.against[name].ratio));
  const low = Math.max(1 / widest, Math.min(0.8, ...ratios) / 1.1), high = Math.min(widest, Math.max(1.25, ...ratios) * 1.1);
  const left = 150, width = 900, step = 24, height = all.length * step + 56;
  const place = (ratio) => left + (Math.log(Math.min(high, Math.max(low, ratio)) / low) / Math.log(high / low)) * (width - left - 20);
  const shown = ticks.filter((tick) => tick >= low && tick <= high);
  const grid = shown.map((tick) => `<line x1="${place(tick)}" x2="${place(tick)}" y1="20" y2="${height - 16}"${tick === 1 ? ' class="one"' : ''}/>` +
    `<text class="faint" x="${place(tick)}" y="12" text-anchor="middle">${tick}</text>`).join('');
  const lines = all.map((row, i) => {
    const y = 36 + i * step + (i === rows.length ? 16 : 0);
    const marks = others.map((name) => {
      const { ratio, interval } = row.against[name];
      const [from, to] = interval ? [1 / interval[1], 1 / interval[0]] : [1 / ratio, 1 / ratio];
      const index = names.indexOf(name);
      const words = `${name}: ${(1 / ratio).toFixed(2)} times ${report.subject}${interval ? ` [${from.toFixed(2)}, ${to.toFixed(2)}]` : ''}`;
      const whisker = `<path class="m${index % 8}" d="M${place(from).toFixed(1)} ${y}H${place(to).toFixed(1)}"/>`;
      return `<g><title>${escape(words)}</title>${whisker}${mark(index, Number(place(1 / ratio).toFixed(1)), y)}</g>`;
    });
    return `<text x="${left - 10}" y="${y + 4}" text-anchor="end">${escape(row.title)}</text>${marks.join('')}`;
  });
  return `<figure><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">${grid}${lines.join('')}</svg></figure>`;
}

function table(report, names, { rows, mean }, digits) {
  const cell = (row, name) => {
    const best = names.every((other) => row.medians[name] <= row.medians[other]);
    return `<td${best ? ' class="best"' : ''}>${row.medians[name].toFixed(digits)}</td>`;
  };
  const versus = (row) => {
    if (!row.best) return '<td></td>';
    const { ratio, interval } = row.against[row.best];
    return `<td>${escape(row.best)} ${ratio.toFixed(2)}${interval ? ` [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]` : ''}</td>`;
  };
  const line = (title, row) => `<tr><td>${escape(title)}</td>${names.map((name) => cell(row, name)).join('')}${versus(row)}</tr>`;
  return `<div class="scroll"><table><thead><tr><th>benchmark</th>${names.map((name) => `<th>${escape(name)}</th>`).join('')}` +
    `<th>${escape(report.subject)} ÷ best peer</th></tr></thead><tbody>${rows.map((row) => line(row.title, row)).join('')}` +
    `${line('geometric mean', mean)}</tbody></table></div>`;
}

// The page's text, from the report that --json writes.
function page(report) {
  const names = report.allocators.map(({ name }) => name);
  const keys = names.filter((name) => name !== report.subject).map((name) =>
    `<span class="key"><svg width="14" height="14">${mark(names.indexOf(name), 7, 7)}</svg> ${escape(name)}</span>`).join('');
  const section = (title, metric, digits) => `<h2>${title}</h2><p>Each mark: how many times ${escape(report.subject)}'s figure. Right of the line at 1,
${escape(report.subject)} needs less. Bars are intervals of 95 %, where they are wider than the mark; what is beyond ${widest} times stands at the edge.</p><p>${keys}</p>${plot(report, names, report.figures[metric])}
${table(report, names, report.figures[metric], digits)}`;
  const when = new Date(report.started_at * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Allocators beside ${escape(report.subject)}</title>
<style>${style}</style></head><body><h1>Allocators beside ${escape(report.subject)}</h1>
<p>${report.rounds} rounds, interleaved, seed ${report.seed}, scale ${report.scale}; ${report.machine.processors} CPUs${report.machine.hardware ? ` (${escape(report.machine.hardware)})` : ''}, Linux
${escape(report.machine.kernel)}, load ${report.machine.load.toFixed(1)}; ${when} UTC. Geometric means count the sizes of one benchmark as one.</p>
${section('Wall time for each operation (ns)', 'time', 2)}
${section('Peak resident memory (MiB)', 'memory', 1)}
</body></html>
`;
}

module.exports = { page, style, escape };
