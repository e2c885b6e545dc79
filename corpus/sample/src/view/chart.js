// The day's curve, as SVG and as text.
import html from "./html.js";
import { lerp, range, round, clamp, HOUR, DAY } from "#core";
import theme from "./theme.js";

const smooth = (points) =>
  points.reduce((path, [x, y], i, all) => {
    if (i === 0) return `M${x},${y}`;
    const [px, py] = all[i - 1];
    const middle = round((px + x) / 2, 1);
    return `${path}C${middle},${py} ${middle},${y} ${x},${y}`;
  }, "");

export function Chart({ model, day, turns, width = 480, height = 160 }) {
  const values = [...range(0, 25)].map((hour) => model.height(day.plus(hour, HOUR)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at) => round(lerp(0, width, (at - day) / DAY), 1);
  const y = (value) => round(lerp(height - 10, 10, (value - low) / (high - low)), 1);
  const curve = smooth(values.map((value, hour) => [x(day.plus(hour, HOUR)), y(value)]));
  return html`
    <svg viewBox="0 0 ${width} ${height}" role="img" class="chart">
      <title>${model.name}, ${day.format("D MMMM YYYY")}</title>
      <path d="${curve}" fill="none" stroke=${theme.curve} />
      ${turns.map(({ at, height: value, kind }) => html`<g key=${String(at)}><circle cx=${x(at)} cy=${y(value)} r="3" /><text x=${x(at)} y=${y(value) + (kind === "HW" ? -6 : 14)}>${at.format("HH:mm")}</text></g>`)}
    </svg>
  `;
}

const BARS = [..." ▁▂▃▄▅▆▇█"];

export const sparkline = (model, day, step = HOUR / 2) => {
  const heights = Array.from(range(+day, +day + DAY, step), (ms) => model.height(ms));
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  return heights.map((value) => BARS[clamp(Math.round(((value - low) / (high - low)) * 8), 0, 8)]).join("");
};
