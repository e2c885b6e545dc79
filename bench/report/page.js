// The report's page: builds everything from the embedded JSON (schema neap-ab/1). Texts reach the page as text, never as markup.
'use strict';

const report = JSON.parse(document.getElementById('data').textContent);
const main = document.querySelector('main');
const arms = report.arms.map((arm, index) => ({ ...arm, index, title: arm.control ? `${arm.name} (control)` : arm.name }));
const shown = arms.filter(arm => !arm.control);

// --- Elements ---

function element(name, attributes = {}, ...children) {
  const svg = ['svg', 'line', 'rect', 'circle'].includes(name);
  const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function section(title, ...children) {
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
  const made = element('section', { 'aria-labelledby': id }, element('h2', { id }, title), ...children);
  main.append(made);
  return made;
}

// `rows`: arrays of cells; a cell is a text, an element, or [text, class].
function table(caption, head, rows) {
  const cell = (content, index) => {
    const [text, kind] = Array.isArray(content) ? content : [content, ''];
    return index === 0 ? element('th', { scope: 'row' }, text) : element('td', { class: kind }, text);
  };
  return element('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption },
    element('table', {}, element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...head.map((text, index) => element('th', { scope: 'col', class: index === 0 || ['arm', 'verdict', 'phase'].includes(text) ? 'text' : '' }, text)))),
      element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map(cell))))));
}

function choice(label, options, changed) {
  const select = element('select', { onchange: () => changed(select.value) }, ...options.map(([value, text]) => element('option', { value }, text)));
  return element('label', {}, `${label} `, select);
}

// --- Figures ---

const median = values => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const mib = bytes => bytes / 1048576;
const percent = ratio => ratio === null ? '' : `${ratio >= 1 ? '+' : '−'}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;

function figure(value, unit, typical = value) {
  if (value === null || value === undefined) return '';
  if (unit === 'byte-seconds') return `${mib(value).toFixed(2)} MiB s`;
  if (unit === 'ratio') return value.toFixed(2);
  if (unit === 'bytes') return `${mib(value).toFixed(2)} MiB`;
  if (unit === 'seconds') return typical < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(3)} s`;
  return value.toFixed(0);
}

function kindOf(verdict) {
  return { regression: 'bad', better: 'good', inconclusive: 'unsure' }[verdict] ?? '';
}

// The run of the arm whose peak is in the middle, or that of a block.
function runOf(arm, block) {
  const runs = report.runs.filter(run => run.arm === arm.name && run.control === arm.control);
  if (block !== 'middle') return runs.find(run => run.block === Number(block));
  return [...runs].sort((a, b) => a.values.peak - b.values.peak)[(runs.length - 1) >> 1];
}

// --- Charts ---

const charts = new Set();
const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const armColor = arm => color(`--arm${arm.index % 6}`);

// `make()` gives uPlot's options and data; it is asked again when the width or the colours change.
function chart(label, make) {
  const box = element('div', { class: 'chart', role: 'img', 'aria-label': label });
  let plot = null;
  let width = 0;
  const draw = () => {
    if (plot) plot.destroy();
    width = box.clientWidth;
    if (width === 0) return;
    const { options, data } = make();
    const axis = { stroke: color('--faint'), grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line') } };
    options.axes = options.axes.map(own => ({ ...axis, ...own }));
    plot = new uPlot({ width, height: 280, legend: { live: true }, ...options }, data, box);
  };
  // Drawn in the next frame: what changes the page's height now would be measured again at once.
  new ResizeObserver(() => requestAnimationFrame(() => { if (box.clientWidth !== width) draw(); })).observe(box);
  charts.add(draw);
  return { box, draw };
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(draw => draw()));

// Curves with places of their own: one list of all places, and the values of each curve there or undefined between.
function align(curves) {
  return uPlot.join(curves.map(points => [points.map(point => point[0]), points.map(point => point[1])]));
}

const series = (arm, more = {}) => ({ label: arm.title, stroke: armColor(arm), width: 2, spanGaps: true, points: { show: false },
  value: (plot, value) => value == null ? '' : value.toFixed(2), ...(arm.control && { dash: [4, 4] }), ...more });

// Shades the phases of the baseline's run, idle most lightly.
function phaseShades(phases) {
  return { hooks: { drawClear: [plot => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = color('--shade');
    phases.filter(([name]) => name !== 'idle').forEach(([, from, to]) => {
      const left = plot.valToPos(from, 'x', true);
      ctx.fillRect(left, bbox.top, Math.max(1, plot.valToPos(to, 'x', true) - left), bbox.height);
    });
    ctx.restore();
  }] } };
}

// --- Parts of the page ---

function verdict() {
  const kind = /^(Regression|Failed)/.test(report.verdict) ? 'bad' : report.verdict.startsWith('Pass') ? 'good'
    : report.verdict.startsWith('Inconclusive') ? 'unsure' : '';
  const { workload, machine } = report;
  main.append(element('h1', { id: 'top' }, 'neap ab'), element('p', { class: `verdict ${kind}`, role: 'status' }, report.verdict),
    element('p', { class: 'faint' }, `${workload.text} on ${workload.project}, ${workload.threads} threads; ${report.blocks_done} of ${report.blocks_planned} blocks, seed ${report.seed}; `
      + `${machine.processors} CPUs, Linux ${machine.kernel}, load ${machine.load.toFixed(1)}`));
  if (report.warnings.length) {
    section('Warnings', element('ul', {}, ...report.warnings.map(({ id, text }) => element('li', {}, element('strong', {}, id), `: ${text}`))));
  }
}

function gates() {
  if (!report.gates.length) return;
  const rows = report.gates.map(gate => [gate.metric, [gate.arm, 'text'], percent(gate.ratio), gate.interval ? `${percent(gate.interval[0])} to ${percent(gate.interval[1])}` : '',
    `+${(gate.margin * 100).toFixed(1)} %`, gate.p_adjusted === null ? '' : gate.p_adjusted.toPrecision(2),
    [gate.verdict + (gate.allowed ? `, allowed: ${gate.allowed}` : ''), `text ${kindOf(gate.verdict)}`]]);
  section('Gates', table('What may not get worse', ['metric', 'arm', 'change', '95 % interval', 'limit', 'p after Holm', 'verdict'], rows));
}

// An interval on a logarithmic scale common to all rows; the line is the baseline, the band the margin.
function interval(entry, margin, reach) {
  const [width, height] = [140, 16];
  const at = ratio => width / 2 + Math.max(-1, Math.min(1, Math.log(ratio) / reach)) * (width / 2 - 4);
  const stroke = `var(--${kindOf(entry.verdict) || 'ink'})`;
  const [low, high] = entry.interval ?? [entry.ratio, entry.ratio];
  return element('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    element('rect', { x: at(1 / (1 + margin)), y: 0, width: at(1 + margin) - at(1 / (1 + margin)), height, fill: 'var(--shade)' }),
    element('line', { x1: at(1), x2: at(1), y1: 0, y2: height, stroke: 'var(--line)' }),
    element('line', { x1: at(low), x2: at(high), y1: 8, y2: 8, stroke, 'stroke-width': 3 }),
    element('circle', { cx: at(entry.ratio), cy: 8, r: 4, fill: stroke }));
}

function results() {
  const entries = report.metrics.flatMap(metric => metric.arms.filter(entry => entry.ratio !== null).map(entry => ({ metric, entry })));
  if (!entries.length) return;
  const far = entries.flatMap(({ entry }) => entry.interval ?? [entry.ratio]).map(ratio => Math.abs(Math.log(ratio)));
  const reach = Math.min(Math.max(...far, 0.05), Math.log(4));
  const rows = entries.map(({ metric, entry }) => [`${metric.label}`, [entry.control ? `${entry.arm} (control)` : entry.arm, 'text'],
    entry.control ? ['', 'text'] : [metric.control_differs ? 'inconclusive: the control differs too' : entry.verdict, `text ${kindOf(metric.control_differs ? 'inconclusive' : entry.verdict)}`],
    figure(metric.baseline_median, metric.unit), figure(entry.median, metric.unit, metric.baseline_median), percent(entry.ratio),
    entry.interval ? `${percent(entry.interval[0])} to ${percent(entry.interval[1])}` : 'too few blocks', interval(entry, metric.margin, reach)]);
  section('Results', table(`Against ${arms[0].name}; the band is the margin within which a change is none`,
    ['metric', 'arm', 'verdict', arms[0].name, 'median', 'change', '95 % interval', 'ratio'], rows));
}

// What a factor's value does, over all arms that differ in nothing else.
function effects() {
  const rows = report.metrics.flatMap(metric => metric.effects.filter(effect => effect.ratio !== null).map(effect => [metric.label, [effect.factor, 'text'],
    [`${effect.value} against ${effect.against}`, 'text'], percent(effect.ratio), effect.interval ? `${percent(effect.interval[0])} to ${percent(effect.interval[1])}` : 'too few blocks']));
  if (rows.length) section('Factors', table('What a factor does, all else equal', ['metric', 'factor', 'values', 'change', '95 % interval'], rows));
}

const blockChoices = () => [['middle', 'the run with the middle peak'], ...Array.from({ length: report.blocks_done }, (_, i) => [String(i + 1), `block ${i + 1}`])];

function memoryOverTime() {
  let block = 'middle';
  const make = () => {
    const runs = shown.map(arm => runOf(arm, block));
    const data = align(runs.map(run => run.rss.map(([at, bytes]) => [at, mib(bytes)])));
    return { data, options: { scales: { x: { time: false } }, plugins: [phaseShades(runs[0].phases)], axes: [{ label: 'seconds since the start' }, { label: 'RSS, MiB' }],
      series: [{ label: 's', value: (plot, at) => at == null ? '' : at.toFixed(2) }, ...shown.map(arm => series(arm))] } };
  };
  const { box, draw } = chart('Resident memory over time, a line for each arm; builds are shaded. The phases stand in the table below.', make);
  const phases = element('details', {}, element('summary', {}, 'Phases and highest memory as a table'), table('Phases of the run with the middle peak',
    ['arm', 'phase', 'from, s', 'to, s', 'highest RSS, MiB'], shown.flatMap(arm => {
      const run = runOf(arm, 'middle');
      return run.phases.map(([name, from, to]) => {
        const inside = run.rss.filter(([at]) => at >= from && at <= to).map(([, bytes]) => mib(bytes));
        return [arm.title, [name, 'text'], from.toFixed(3), to.toFixed(3), inside.length ? Math.max(...inside).toFixed(2) : ''];
      });
    })));
  section('Memory over time', choice('Run', blockChoices(), value => { block = value; draw(); }), box, phases);
}

function idleDecay() {
  const rest = run => run.phases.find(([name]) => name === 'idle');
  if (!shown.every(arm => rest(runOf(arm, 'middle')))) return;
  let block = 'middle';
  const make = () => {
    const curves = shown.map(arm => {
      const run = runOf(arm, block);
      const [, from] = rest(run);
      return (run.footprint.length > 1 ? run.footprint : run.rss).filter(([at]) => at > from - 0.005).map(([at, bytes]) => [Math.max(at - from, 0.01), mib(bytes)]);
    });
    return { data: align(curves), options: { scales: { x: { time: false, distr: 3 }, y: { range: (plot, low, high) => [0, high * 1.05] } },
      axes: [{ label: 'seconds at rest, logarithmic' }, { label: 'footprint, MiB' }],
      series: [{ label: 's', value: (plot, at) => at == null ? '' : at.toFixed(2) }, ...shown.map(arm => series(arm))] } };
  };
  const { box, draw } = chart('Footprint at rest over logarithmic time, a line for each arm. The figures at the marks stand in the results.', make);
  section('Decay at rest', choice('Run', blockChoices(), value => { block = value; draw(); }), box);
}

function drift() {
  if (report.blocks_done < 2) return;
  let metric = report.metrics[0].name;
  const ofBlocks = arm => report.runs.filter(run => run.arm === arm.name && run.control === arm.control && run.block <= report.blocks_done)
    .sort((a, b) => a.block - b.block).map(run => run.values[metric] ?? null);
  const make = () => {
    const divisor = median(ofBlocks(arms[0]).map(value => value ?? 0)) || 1;
    return { data: [Array.from({ length: report.blocks_done }, (_, i) => i + 1), ...arms.map(arm => ofBlocks(arm).map(value => value === null ? null : value / divisor))],
      options: { scales: { x: { time: false } }, axes: [{ label: 'block' }, { label: `÷ median of ${arms[0].name}` }],
        series: [{ label: 'block' }, ...arms.map(arm => series(arm, { points: { show: true, size: 6 } }))] } };
  };
  const { box, draw } = chart('Every figure by block, a line for each arm and the control. A slope is drift; the warnings name it.', make);
  section('Drift over blocks', choice('Metric', report.metrics.map(({ name, label }) => [name, label]), value => { metric = value; draw(); }), box);
}

// libneap tells these of itself when the rest has become calm, or else at the program's end.
function allocatorParts() {
  const own = shown.map(arm => ({ ...runOf(arm, 'middle'), arm })).filter(({ allocator }) => allocator);
  if (!own.length) return;
  const states = [['taken from the system', 'taken_bytes'], ['resident, estimated', 'touched_bytes'], ['dirty', 'dirty_bytes'], ['given back', 'purged_bytes'],
    ['holes given back inside pages', 'hole_bytes'], ['large spans', 'span_bytes'], ['own mappings', 'mapping_bytes'], ['live', 'live_bytes']];
  const titleOf = ({ arm, allocator_rests: rests }) => `${arm.title} ${rests ? 'at rest' : 'at the end'}`;
  section('Page states', table('libneap in the run with the middle peak, MiB', ['state', ...own.map(titleOf)],
    states.map(([text, key]) => [text, ...own.map(({ allocator }) => mib(allocator[key] ?? 0).toFixed(2))])));
  // An earlier libneap (git:REV) does not tell what is resident of a class.
  const telling = own.filter(({ allocator }) => allocator.classes?.[0]?.touched_bytes !== undefined);
  const sizes = [...new Set(telling.flatMap(({ allocator }) => allocator.classes.map(row => row.block_size)))].sort((a, b) => a - b);
  if (!sizes.length) return;
  const row = (allocator, size) => allocator.classes.find(entry => entry.block_size === size) ?? { touched_bytes: 0, live_blocks: 0 };
  const held = (allocator, size) => row(allocator, size).touched_bytes;
  const make = () => ({ data: [sizes.map((_, i) => i), ...telling.map(({ allocator }) => sizes.map(size => mib(held(allocator, size))))],
    options: { scales: { x: { time: false } }, axes: [{ label: 'size class, bytes', values: (plot, places) => places.map(place => sizes[place] ?? '') }, { label: 'resident, MiB' }],
      series: [{ label: 'bytes', value: (plot, place) => place == null ? '' : String(sizes[place]) },
        ...telling.map(({ arm }) => series(arm, { paths: uPlot.paths.bars({ size: [0.6] }), fill: `${armColor(arm)}40` }))] } });
  const rows = sizes.map(size => [String(size), ...telling.flatMap(({ allocator }) => {
    const bytes = held(allocator, size);
    return [mib(bytes).toFixed(2), mib(bytes - row(allocator, size).live_blocks * size).toFixed(2)];
  })]);
  section('Size classes', chart('What is resident of the pages of every size class, for each arm with libneap. The figures stand in the table below.', make).box,
    element('details', {}, element('summary', {}, 'As a table, with waste'), table('MiB resident of pages, and what of it no live block fills (waste)',
      ['block size', ...telling.flatMap(one => [`${titleOf(one)}: held`, 'waste'])], rows)));
}

function environment() {
  const { machine, workload } = report;
  const lines = [['Started', new Date(report.started_at * 1000).toISOString()], ['neap', report.neap], ['Kernel', `${machine.kernel} ${machine.hardware}`],
    ['Processors', machine.processors], ['Memory', `${(machine.memory_bytes / 2 ** 30).toFixed(1)} GiB`], ['Huge pages', machine.huge_pages], ['Load before', machine.load.toFixed(1)],
    ['Program', workload.program], ['Build options', workload.build_options.join(' ') || 'none'],
    ...shown.map(arm => [`Arm ${arm.name}`, [arm.library ?? 'libc of the system', ...arm.settings].join(', ')])];
  section('Environment', element('dl', {}, ...lines.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, String(value))])));
}

function save(name, type, text) {
  const link = element('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

function rawData() {
  const names = report.metrics.map(metric => metric.name);
  const quote = value => /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value;
  const rows = report.runs.map(run => [String(run.block), run.place, run.arm, run.control, ...names.map(name => run.values[name] ?? '')]);
  const head = ['block', 'place', 'arm', 'control', ...names];
  const csv = [head, ...rows].map(row => row.map(quote).join(',')).join('\n') + '\n';
  section('Raw data', element('p', { class: 'no-print' },
    element('button', { type: 'button', onclick: () => save('neap-ab.json', 'application/json', JSON.stringify(report)) }, 'Download JSON'), ' ',
    element('button', { type: 'button', onclick: () => save('neap-ab.csv', 'text/csv', csv) }, 'Download CSV')),
    element('details', {}, element('summary', {}, `All ${rows.length} runs`), table('Bytes, seconds, counts', head, rows.map(row => row.map(String)))));
}

verdict();
if (report.blocks_done > 0) {
  for (const part of [gates, results, effects, memoryOverTime, idleDecay, drift, allocatorParts]) part();
}
environment();
rawData();
