/* Burden x development as a table. A click on a cell selects all its areas, a click on an area this one. */
(function () {
  "use strict";

  const { createElement: h } = window.React;
  const MOST_SELECTED = 6;

  const count = (areas) => (areas.length === 1 ? "1 Gebiet" : `${areas.length} Gebiete`);

  function StatusMatrix(props) {
    const selected = props.selected || [];
    const select = (areas) => props.setProps({ selected: areas });
    const { toggled, SelectionMark } = window.dashboard_selection;
    // A whole cell may hold more areas than can be compared one by one; the next single area then starts anew.
    const toggle = (area) => select(selected.includes(area) || selected.length < MOST_SELECTED ? toggled(selected, area) : [area]);

    const chip = ([area, name]) => {
      const position = selected.indexOf(area);
      return h("li", { key: area },
        h("button", { type: "button", className: "area-chip" + (position < 0 ? "" : " selected"), "aria-pressed": position >= 0, onClick: () => toggle(area) },
          position < 0 ? null : h(SelectionMark, { position, colours: props.selection_colours }), name));
    };
    const cell = (areas, row, column, i) => {
      const keys = areas.map(([area]) => area);
      const whole = keys.length > 0 && keys.length === selected.length && keys.every((area) => selected.includes(area));
      const choose = () => select(whole ? [] : keys);
      if (!keys.length) return h("td", { key: i, className: "empty" }, h("span", { "aria-label": "kein Gebiet" }, "–"));
      const onClick = (event) => event.target.closest("button") || choose();
      return h("td", { key: i, className: whole ? "selected" : undefined, onClick },
        h("button", { type: "button", className: "cell-button", "aria-pressed": whole, onClick: choose, "aria-label": `Belastung ${row.label}, Dynamik ${column.label}: ${count(keys)} auswählen` }, count(keys)),
        h("ul", { className: "area-chips" }, areas.map(chip)));
    };
    const columns = props.columns || [];
    const rest = props.rest || [];
    const id = props.id + "-caption";
    return h("div", { id: props.id, className: "status-matrix " + (props.className || "") },
      h("div", { className: "status-matrix-frame", role: "region", "aria-labelledby": id, tabIndex: 0 },
        h("table", null,
          h("caption", { id }, props.caption),
          h("thead", null, h("tr", null,
            h("th", { scope: "col" }, "Belastung"),
            columns.map((column) => h("th", { key: column.label, scope: "col" }, "Dynamik ", column.label, h("span", { className: "status-matrix-note" }, column.note))))),
          h("tbody", null, (props.rows || []).map((row, i) => h("tr", { key: row.label },
            h("th", { scope: "row" }, h("span", { className: "status-swatch", style: { backgroundColor: row.colour } }), row.label),
            columns.map((column, j) => cell(props.cells[i][j], row, column, j))))))),
      props.rest_note && h("p", { className: "notice warning" }, props.rest_note),
      rest.length > 0 && h("div", { className: "status-matrix-rest" },
        h("p", null, h("strong", null, "nicht vergleichbar: "), count(rest)),
        h("ul", { className: "area-chips" }, rest.map(chip)),
        h("p", { className: "hint" }, [...new Set(rest.map(([, , reason]) => reason))].join("; "))));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { StatusMatrix });
})();
