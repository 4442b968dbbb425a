/* The ranking: bars as an ordered list of buttons. One stop for the Tab key, arrow keys inside. */
(function () {
  "use strict";

  const { createElement: h, useRef, useState } = window.React;
  const MOST_SELECTED = 6;
  const LONG = 40; // rows from which the list scrolls in a box of its own

  /* The list after a click: toggled, or unchanged when six are chosen already. */
  function toggled(selected, area) {
    if (selected.includes(area)) return selected.filter((key) => key !== area);
    return selected.length < MOST_SELECTED ? [...selected, area] : selected;
  }

  function SelectionMark({ position, colours }) {
    if (position < 0) return h("span", { className: "selection-mark" });
    const style = { backgroundColor: (colours || [])[position] };
    return h("span", { className: "selection-mark chosen", style }, position + 1);
  }

  function fill(bar, colours) {
    if (!bar) return null;
    const [left, width, colour] = bar;
    return h("span", { className: "ranking-fill", style: { left: left + "%", width: width + "%", backgroundColor: (colours || [])[colour] } });
  }

  /* Name, value and rank stand first in the table's rows; what belongs to the bars alone comes beside them. */
  function joined(props) {
    const keys = props.row_keys || [];
    const bars = props.bars || [];
    return (props.rows || []).map(([name, text, rank], i) => ({
      area: keys[i], rank, name, text, bar: bars[i], status: (props.statuses || {})[keys[i]],
    }));
  }

  function Ranking(props) {
    const rows = joined(props);
    const selected = props.selected || [];
    const comparison = props.comparison;
    const [current, setCurrent] = useState(0);
    const [notice, setNotice] = useState("");
    const list = useRef(null);

    const onKeyDown = (event) => {
      const steps = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: rows.length - 1 };
      if (!(event.key in steps)) return;
      const next = Math.min(Math.max(steps[event.key], 0), rows.length - 1);
      event.preventDefault();
      setCurrent(next);
      list.current.querySelectorAll("button")[next].focus();
    };
    const choose = (i) => {
      const next = toggled(selected, rows[i].area);
      setCurrent(i);
      setNotice(next === selected ? "Höchstens 6 Gebiete lassen sich vergleichen. Bitte wählen Sie zuerst eines ab." : "");
      if (next !== selected) props.setProps({ selected: next });
    };

    const row = (item, i) => {
      const position = selected.indexOf(item.area);
      return h("li", { key: item.area, className: position < 0 ? "" : "selected" },
        h("button", {
          type: "button",
          className: "ranking-row",
          "aria-pressed": position >= 0,
          tabIndex: i === Math.min(current, rows.length - 1) ? 0 : -1,
          onClick: () => choose(i),
        },
        h("span", { className: "ranking-rank" }, item.rank),
        h("span", { className: "ranking-name" }, h(SelectionMark, { position, colours: props.selection_colours }), item.name,
          item.text && item.status && h("span", { className: "ranking-status below" }, " ", item.status)),
        // Without a value the room for bar and number says why.
        item.text ? h("span", { className: "ranking-bar" }, fill(item.bar, props.colours)) : h("span", { className: "ranking-status alone" }, item.status),
        item.text && h("span", { className: "ranking-value" }, item.text)));
    };

    const compared = comparison && comparison.width !== null && comparison.width !== undefined;
    const style = { "--comparison": compared ? comparison.width + "%" : undefined, "--zero": (props.start || 0) + "%" };
    const marks = (compared ? " compared" : "") + (props.start > 0 ? " two-sided" : "") + (rows.length > LONG ? " long" : "");
    return h("div", { id: props.id, className: "ranking " + (props.className || "") + marks, style },
      props.caption && h("p", { className: "ranking-caption", id: props.id + "-caption" }, props.caption, props.unit && ` (${props.unit})`),
      comparison && h("p", { className: "ranking-comparison" },
        h("span", { className: "ranking-comparison-sign", "aria-hidden": true }), `${comparison.label}: ${comparison.text}`),
      h("p", { className: "visually-hidden", id: props.id + "-hint" }, "Mit den Pfeiltasten auf und ab wandern, mit der Leertaste auswählen."),
      h("ol", { ref: list, className: "ranking-list", onKeyDown, "aria-labelledby": props.caption ? props.id + "-caption" : undefined,
        "aria-describedby": props.id + "-hint" }, rows.map(row)),
      h("p", { className: "hint", role: "status" }, notice));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { Ranking });
  window.dashboard_selection = { toggled, SelectionMark };
})();
