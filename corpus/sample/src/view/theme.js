// Colours and the style sheet, from one palette with computed shades.
const palette = { deep: [205, 60, 25], water: [198, 55, 45], sand: [42, 45, 82] };

const shade = ([hue, saturation, lightness], by = 0) => `hsl(${hue} ${saturation}% ${Math.max(0, Math.min(100, lightness + by))}%)`;

export default Object.freeze({
  ...Object.fromEntries(Object.entries(palette).map(([name, colour]) => [name, shade(colour)])),
  get curve() {
    return shade(palette.water, -5);
  },
  ["on" + "Deep"]: shade(palette.sand, 12),
});

export const sheet = (theme) => `
.almanac { font: 16px/1.5 system-ui, sans-serif; color: ${theme.deep}; max-width: 60rem; margin: auto }
.almanac header { background: ${theme.deep}; color: ${theme.onDeep}; padding: 1rem }
.almanac table { border-collapse: collapse } .almanac td, .almanac th { padding: .1rem .6rem; text-align: left }
.chart text { font-size: 10px; text-anchor: middle }
`.trim().replace(/\s*\n\s*/g, "\n");
