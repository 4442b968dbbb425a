/* The year slider: a native range over the positions of the available years, so every step lands on a year with values.
   While it is dragged the map follows at once through the event "show-year"; Dash hears of it on release. */
(function () {
  "use strict";

  const { createElement: h, useEffect, useRef, useState } = window.React;
  const PLAY_STEP = 1200; // milliseconds per year
  const LABELS = 7; // more year labels would touch on a phone
  const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

  function usePrefersStillness() {
    const [still, setStill] = useState(stillness.matches);
    useEffect(() => {
      const changed = () => setStill(stillness.matches);
      stillness.addEventListener("change", changed);
      return () => stillness.removeEventListener("change", changed);
    }, []);
    return still;
  }

  function missingYears(years) {
    const missing = [];
    for (let i = 1; i < years.length; i += 1) {
      if (years[i] - years[i - 1] === 2) missing.push(String(years[i] - 1));
      else if (years[i] - years[i - 1] > 2) missing.push(`${years[i - 1] + 1}–${years[i] - 1}`);
    }
    return missing.length > 1 ? missing.slice(0, -1).join(", ") + " und " + missing[missing.length - 1] : missing[0] || "";
  }

  /* Marks under the slider: a tick per year, a label for some, a slanted cut where years are missing. */
  function ticks(years) {
    const last = years.length - 1;
    const every = Math.ceil(years.length / LABELS);
    const place = (i) => ({ "--share": last ? i / last : 0.5 });
    return years.flatMap((year, i) => {
      // Counted from the end, because the newest year matters most; the first one only where it has room.
      const labelled = (last - i) % every === 0;
      const tick = h("span", { key: year, className: "year-tick", style: place(i) }, labelled ? String(year) : null);
      const gap = i > 0 && year - years[i - 1] > 1;
      return gap ? [h("span", { key: "gap-" + year, className: "year-gap", style: place(i - 0.5) }, "//"), tick] : [tick];
    });
  }

  function YearSlider(props) {
    const years = props.years || [];
    const still = usePrefersStillness();
    const [shown, setShown] = useState(props.value);
    const [playing, setPlaying] = useState(false);
    const latest = useRef({});
    const input = useRef(null);
    const position = Math.max(years.indexOf(shown), 0);
    latest.current = { position, years, value: props.value, setProps: props.setProps };

    useEffect(() => setShown(props.value), [props.value]);

    const show = (i) => {
      const year = latest.current.years[i];
      if (year === undefined) return;
      setShown(year);
      const map = props.for_map && document.getElementById(props.for_map);
      if (map) map.dispatchEvent(new CustomEvent("show-year", { detail: year }));
    };
    const settle = (i) => {
      const year = latest.current.years[i];
      if (year !== undefined && year !== latest.current.value) latest.current.setProps({ value: year });
    };
    const step = (i) => {
      show(i);
      settle(i);
    };

    // React's onChange is the browser's "input"; the browser's own "change" comes once, on release, key or voice command.
    useEffect(() => {
      const released = (event) => settle(Number(event.target.value));
      input.current.addEventListener("change", released);
      return () => input.current && input.current.removeEventListener("change", released);
    }, []);

    useEffect(() => {
      if (!playing) return undefined;
      const timer = setInterval(() => {
        const next = latest.current.position + 1;
        if (next < latest.current.years.length) step(next);
        if (next >= latest.current.years.length - 1) setPlaying(false);
      }, PLAY_STEP);
      return () => clearInterval(timer);
    }, [playing]);

    const play = () => {
      if (!playing && position === years.length - 1) step(0);
      setPlaying(!playing);
    };
    const button = (label, sign, act, disabled) =>
      h("button", { type: "button", className: "button button-sign", "aria-label": label, title: label, onClick: act, disabled }, sign);
    const missing = missingYears(years);
    const field = props.id + "-field";
    const label = props.label || "Jahr";
    return h("div", { id: props.id, className: "year-slider " + (props.className || "") },
      h("label", { htmlFor: field }, label + " ", h("output", { htmlFor: field, className: "year-now" }, String(shown ?? ""))),
      h("div", { className: "year-row" },
        button("Ein Jahr zurück", "‹", () => step(position - 1), position === 0),
        h("div", { className: "year-track" },
          h("input", {
            id: field,
            ref: input,
            type: "range",
            min: 0,
            max: Math.max(years.length - 1, 0),
            step: 1,
            value: position,
            disabled: years.length < 2,
            "aria-valuetext": String(shown ?? ""),
            "aria-describedby": missing ? props.id + "-hint" : undefined,
            onChange: (event) => {
              setPlaying(false);
              show(Number(event.target.value));
            },
          }),
          h("div", { className: "year-ticks", "aria-hidden": true }, ticks(years))),
        button("Ein Jahr weiter", "›", () => step(position + 1), position >= years.length - 1),
        !still && years.length > 1 && button(playing ? "Anhalten" : "Abspielen", playing ? "❚❚" : "▶", play)),
      missing && h("p", { id: props.id + "-hint", className: "hint" }, `Keine Werte für ${missing}.`));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { YearSlider });
})();
