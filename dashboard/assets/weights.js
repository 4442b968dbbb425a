/* Sliders for the weights of the index: native ranges with a number beside each, their sum and each one's share.
   What is typed goes to the server as it is; it says in words what no weight can be. */
(function () {
  "use strict";

  const { createElement: h, useEffect, useRef, useState } = window.React;
  const PAUSE = 100; // milliseconds between two questions to the server while a slider moves
  const TOP = 10;
  const STEP = 0.5;
  const german = (value, digits) => value.toLocaleString("de-DE", { maximumFractionDigits: digits });
  const isWeight = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;

  /* The first move is told at once, the following at most every PAUSE, the last one always. */
  function usePaced(tell) {
    const state = useRef({ timer: 0, waiting: null });
    const latest = useRef(tell);
    latest.current = tell;
    useEffect(() => () => clearTimeout(state.current.timer), []);
    const pass = () => {
      const { waiting } = state.current;
      state.current.waiting = null;
      state.current.timer = waiting ? setTimeout(pass, PAUSE) : 0;
      if (waiting) latest.current(waiting);
    };
    return (news) => {
      state.current.waiting = news;
      if (!state.current.timer) pass();
    };
  }

  function Weights(props) {
    const [shown, setShown] = useState(props.weights || {});
    const sent = useRef(props.weights);
    const tell = usePaced((weights) => {
      sent.current = weights;
      props.setProps({ weights });
    });
    // What comes back of our own doing is not shown again: the slider may have moved on meanwhile.
    useEffect(() => {
      if (props.weights !== sent.current) setShown(props.weights || {});
      sent.current = props.weights;
    }, [props.weights]);

    const change = (weights) => {
      setShown(weights);
      tell(weights);
    };
    const components = (props.components || []).filter((item) => item.key in shown);
    const valid = components.map((item) => shown[item.key]).filter(isWeight);
    const sum = valid.reduce((total, value) => total + value, 0);

    const row = (item) => {
      const value = shown[item.key];
      const known = isWeight(value);
      const share = known && sum > 0 && Number.isFinite(sum) ? german((100 * value) / sum, 1) + " %" : "–";
      const label = `${props.id}-${item.key}`;
      const set = (text) => change({ ...shown, [item.key]: text === "" ? null : Number(text) });
      const without = () => change(Object.fromEntries(Object.entries(shown).filter(([key]) => key !== item.key)));
      return h("div", { key: item.key, className: "weight", role: "group", "aria-labelledby": label },
        h("span", { id: label, className: "weight-label" }, item.label, item.note && h("span", { className: "weight-note" }, item.note)),
        h("input", {
          type: "range",
          className: "weight-range",
          min: 0,
          max: Math.max(TOP, known ? value : 0),
          step: STEP,
          value: known ? value : 0,
          "aria-label": "Gewicht von " + item.label,
          "aria-valuetext": `${known ? german(value, 2) : "keine Zahl"}, Anteil ${share}`,
          onChange: (event) => set(event.target.value),
        }),
        h("input", {
          type: "number",
          className: "weight-number",
          step: "any",
          value: value === null || value === undefined || Number.isNaN(value) ? "" : value,
          "aria-label": "Gewicht von " + item.label + " als Zahl",
          "aria-invalid": !known,
          onChange: (event) => set(event.target.value),
        }),
        h("output", { className: "weight-share" }, share),
        h("button", { type: "button", className: "button button-sign", "aria-label": item.label + " entfernen", title: "entfernen", onClick: without }, "×"));
    };
    const equal = () => change(Object.fromEntries(components.map((item) => [item.key, 1])));
    return h("div", { id: props.id, className: "weights " + (props.className || ""), role: "group", "aria-label": "Gewichte" },
      components.map(row),
      h("div", { className: "weights-foot" },
        h("p", { className: "weights-sum" }, "Summe der Gewichte: ", h("output", null, Number.isFinite(sum) ? german(sum, 2) : "–"), ". Es zählen nur die Anteile."),
        h("button", { type: "button", className: "button", onClick: equal }, "alle gleich"),
        h("button", { type: "button", className: "button", onClick: () => change({ ...(props.start || {}) }) }, "zurücksetzen")));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { Weights });
})();
