// The almanac in a page: the store drives it, and a key or a button changes the store.
import createStore, { actions, harbour } from "./store/index.js";
import harbours from "./data/harbours.js";
import { fleet } from "./data/fleet.js";
import { plan } from "./plan/planner.js";
import Page from "./view/components.js";
import html from "./view/html.js";
import mount from "./view/render-dom.js";
import { report } from "./report.js";
import { collect, DAY } from "#core";

const keys = {
  ArrowLeft: ({ present }) => actions.setDay(present.day.minus(DAY)),
  ArrowRight: ({ present }) => actions.setDay(present.day.plus(1, DAY)),
  z: () => actions.undo(),
  y: () => actions.redo(),
};

export default async function start(container) {
  const store = createStore();
  let printed = "";
  const render = () => {
    const { state } = store;
    const { day, notes } = state.present;
    const place = harbour(state);
    mount(
      html`
        <div>
          <nav>${harbours.map(({ id, name }) => html`<button key=${id} onclick=${() => store.dispatch(actions.choose(id))} aria-pressed=${id === place.id ? "true" : "false"}>${name}</button>`)}</nav>
          <${Page} harbour=${place} day=${day} plan=${plan(place.model, fleet)} notes=${notes} onRemove=${(number) => store.dispatch(actions.removeNote(number))}>
            <details><summary>The whole report</summary><pre>${printed}</pre></details>
          </${Page}>
        </div>
      `,
      container,
    );
  };
  store.subscribe(render);
  addEventListener("keydown", ({ key, target }) => {
    if (target.closest?.("input")) return;
    const action = keys[key]?.(store.state);
    if (action) store.dispatch(action);
  });
  store.dispatch(actions.addNote("Press **←** and **→** for another day, `z` and `y` to undo and redo."));
  printed = (await collect(report())).join("\n").trim();
  render();
}
