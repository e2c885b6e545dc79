// The parts of the page.
import html from "./html.js";
import markdown from "../parse/markdown.js";
import { Chart } from "./chart.js";
import theme, { sheet as styles } from "./theme.js";
import { turns as turnsOf } from "../tide/extremes.js";
import { DAY, text, duration, pairwise } from "#core";
import { format as shipLine } from "../data/fleet.js";

export const Table = ({ head, rows, caption }) => html`
  <table>
    ${caption && html`<caption>${caption}</caption>`}
    <thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>
    <tbody>${rows.map((row, i) => html`<tr key=${row.key ?? i}>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table>
`;

export function TideTable({ turns }) {
  const rows = turns.map(({ at, height, kind }) => Object.assign([at.format("HH:mm"), kind, `${height.toFixed(2)} m`], { key: String(at) }));
  return html`<${Table} head=${["Time", "", "Height"]} rows=${rows} />`;
}

export const Harbour = ({ harbour, day }) => {
  const turns = [...turnsOf(harbour.model, day, day.plus(1, DAY))];
  const [longest] = [...pairwise(turns)].map(([a, b]) => b.at - a.at).sort((a, b) => b - a);
  return html`
    <section id=${harbour.id} class=${["harbour", harbour.country === "fr" && "french"]}>
      <h2>${harbour.name} <small>${harbour.country.toUpperCase()}</small></h2>
      <${Chart} model=${harbour.model} day=${day} turns=${turns} />
      <${TideTable} turns=${turns} />
      <p>A ${harbour.model.form} tide; the longest run is ${duration(longest)}.</p>
    </section>
  `;
};

export const Berths = ({ bookings, refused }) => html`
  <section class="berths">
    <h2>${text.plural(bookings.length, "ship")} expected</h2>
    <ul>${bookings.map(({ ship, berth, from, waited }) => html`<li key=${ship.name}>${from.format("ddd HH:mm")} ${shipLine(ship)} at ${berth.name}${waited > 36e5 && html` <em>after ${duration(waited)}</em>`}</li>`)}</ul>
    ${refused.length > 0 && html`<p class="warning">No berth: ${refused.map((ship) => ship.name).join(", ")}</p>`}
  </section>
`;

export const Notes = ({ notes, onRemove }) => html`<section class="notes">${notes.map(({ text: note, number }) => html`<article key=${number} onclick=${() => onRemove?.(number)}>${markdown(note)}</article>`)}</section>`;

export default function Page({ harbour, day, plan, notes, onRemove, children }) {
  return html`
    <div class="almanac">
      <style>${styles(theme)}</style>
      <header><h1>Slack Water</h1><p>${day.format("dddd D MMMM YYYY")} [UTC]</p></header>
      <${Harbour} harbour=${harbour} day=${day} />
      <${Berths} ...${plan} />
      <${Notes} notes=${notes} onRemove=${onRemove} />
      ${children}
    </div>
  `;
}
