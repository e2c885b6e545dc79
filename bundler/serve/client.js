// What `neap serve` adds to every page: it reloads when there is something new, and shows the errors of a build until they are repaired.
(() => {
  const version = document.currentScript.dataset.version;
  const styles = ["0", "1", "2", "31", "32", "33", "36"];
  const css = `
    :host { position: fixed; inset: 0; z-index: 2147483647; background: rgb(0 0 0 / 66%); overflow: auto; }
    main { box-sizing: border-box; max-width: 64rem; margin: 3rem auto; padding: 1.5rem; border-top: 4px solid #ff5f56; border-radius: 4px;
           background: #1b1b1f; color: #e6e6e6; }
    pre { margin: 0; overflow: auto; font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace; tab-size: 4; }
    footer { margin-top: 1rem; color: #9a9aa2; font: 13px/1.5 system-ui, sans-serif; }
    .s1 { font-weight: bold; } .s2 { color: #9a9aa2; } .s31 { color: #ff7b72; } .s32 { color: #7ee787; } .s33 { color: #e3b341; } .s36 { color: #79c0ff; }`;
  let overlay = null;
  let events = null;

  // The terminal's text with its colours, as elements. Nothing of it is read as HTML.
  const colored = (text) => {
    const pre = document.createElement("pre");
    let names = "";
    text.split(/\x1b\[([\d;]*)m/).forEach((piece, index) => {
      if (index % 2 === 1) {
        names = piece.split(";").filter((code) => code !== "0" && styles.includes(code)).map((code) => `s${code}`).join(" ");
      } else if (piece !== "") {
        const span = document.createElement("span");
        span.className = names;
        span.textContent = piece;
        pre.append(span);
      }
    });
    return pre;
  };

  const hide = () => {
    overlay?.remove();
    overlay = null;
  };

  const show = (text) => {
    hide();
    overlay = document.createElement("neap-overlay");
    const root = overlay.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = css;
    const main = document.createElement("main");
    const footer = document.createElement("footer");
    footer.textContent = "Goes away once the code is repaired. Escape or a click beside it hides it until then.";
    main.append(colored(text), footer);
    root.append(style, main);
    overlay.addEventListener("click", (event) => {
      if (event.composedPath()[0] === overlay) hide();
    });
    document.documentElement.append(overlay);
  };

  const listen = () => {
    events = new EventSource("/_neap/events");
    events.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      if (state.error !== null) show(state.error);
      else if (state.version !== version) location.reload();
      else hide();
    };
  };

  // A page that nobody sees holds no connection: browsers have six for a server. What it missed it is told when it is seen again.
  const attend = () => {
    events?.close();
    events = null;
    if (document.visibilityState === "visible") listen();
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) attend();
  });
  document.addEventListener("visibilitychange", attend);
  attend();
})();
