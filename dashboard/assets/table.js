/* The table twin of a map or chart: a plain HTML table, sorted in the browser. */
(function () {
  "use strict";

  const { createElement: h, memo, useMemo, useState } = window.React;
  const SHARED = " (geteilt)";
  const LONG = 40; // rows from which the table scrolls in a box of its own
  const GERMAN = new Intl.Collator("de", { numeric: true });

  /* Empty values stay last in both directions: a missing number is neither small nor large. */
  function compare(a, b, direction) {
    const aEmpty = a === null || a === undefined || a === "";
    const bEmpty = b === null || b === undefined || b === "";
    if (aEmpty || bEmpty) return aEmpty - bEmpty;
    const order = typeof a === "number" && typeof b === "number" ? a - b : GERMAN.compare(String(a), String(b));
    return direction === "descending" ? -order : order;
  }

  /* The number a German text shows: `−1.234,5` and `10 (geteilt)` as much as `+3`; null where it shows none. */
  function germanNumber(text) {
    const found = /^[+−-]?[\d.]+(,\d+)?/.exec(text || "");
    return found ? Number(found[0].replace(/\./g, "").replace(",", ".").replace("−", "-")) : null;
  }

  /* Row numbers in display order: numeric columns by the number they show, others as German words. */
  function sorted(rows, columns, sort) {
    const order = rows.map((_, i) => i);
    if (!sort) return order;
    const { numeric } = columns[sort.column];
    const value = (i) => (numeric ? germanNumber(rows[i][sort.column]) : rows[i][sort.column]);
    return order.sort((a, b) => compare(value(a), value(b), sort.direction) || a - b);
  }

  /* "10 (geteilt)" takes a third of a phone: the eye gets "10 =", the ear the word. */
  function shared(text) {
    if (!String(text).endsWith(SHARED)) return text;
    return [text.slice(0, -SHARED.length), h("span", { key: "sign", "aria-hidden": true }, " ="), h("span", { key: "word", className: "visually-hidden" }, " geteilt")];
  }

  const look = (column) => [column.numeric && "numeric", column.key === "rank" && "rank"].filter(Boolean).join(" ") || undefined;

  const SEEN = ["cells", "columns", "header", "position", "colours", "stop"]; // props that change what a row looks like

  const Row = memo(function Row({ cells, columns, header, position, colours, stop, onToggle }) {
    const { SelectionMark } = window.dashboard_selection;
    return h("tr", { className: position < 0 ? undefined : "selected" },
      columns.map((column, i) => {
        if (i !== header) return h("td", { key: column.key, className: look(column) }, shared(cells[i]));
        const content = onToggle
          ? h("button", { type: "button", className: "row-button", "aria-pressed": position >= 0, tabIndex: stop ? 0 : -1, onClick: onToggle }, cells[i])
          : cells[i];
        return h("th", { key: column.key, scope: "row" }, position < 0 ? null : h(SelectionMark, { position, colours }), content);
      }));
  }, (a, b) => SEEN.every((name) => a[name] === b[name]) && !a.onToggle === !b.onToggle);

  /* The column that names the row. */
  function headingColumn(columns) {
    const marked = columns.findIndex((column) => column.header);
    return marked >= 0 ? marked : Math.max(columns.findIndex((column) => column.key === "name"), 0);
  }

  function DataTable(props) {
    const columns = props.columns || [];
    const rows = props.rows || [];
    const keys = props.row_keys || [];
    const selected = props.selected || [];
    const [sort, setSort] = useState(null);
    const [current, setCurrent] = useState(0); // the row in the tab order: one stop, arrow keys inside
    const order = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
    // Rows keep their first handler; it reads the current selection from here.
    const latest = useMemo(() => ({}), []);
    latest.selected = selected;
    latest.setProps = props.setProps;
    const toggle = (key) => latest.setProps({ selected: window.dashboard_selection.toggled(latest.selected, key) });

    const header = headingColumn(columns);
    const onKeyDown = (event) => {
      const last = rows.length - 1;
      const steps = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: last };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const buttons = event.currentTarget.querySelectorAll(".row-button");
      buttons[Math.min(Math.max(steps[event.key], 0), last)].focus();
    };
    const inside = props.selectable && { onKeyDown, onFocus: (event) => setCurrent(event.target.closest("tr").sectionRowIndex) };

    const next = (i) => ({ column: i, direction: sort && sort.column === i && sort.direction === "ascending" ? "descending" : "ascending" });
    const heading = (column, i) => {
      const direction = sort && sort.column === i ? sort.direction : undefined;
      const sign = direction === "ascending" ? "▲" : direction === "descending" ? "▼" : "↕";
      return h("th", { key: column.key, scope: "col", className: look(column), "aria-sort": direction },
        column.sort === false
          ? column.label
          : h("button", { type: "button", className: "sort-button", onClick: () => setSort(next(i)) },
            column.label, h("span", { className: "sort-sign", "aria-hidden": true }, sign)));
    };
    const id = props.id + "-caption";
    return h("div", { id: props.id, className: `data-table ${rows.length > LONG ? "long " : ""}${props.className || ""}`, role: "region", "aria-labelledby": id, tabIndex: 0 },
      h("table", null,
        h("caption", { id }, props.caption),
        h("thead", null, h("tr", null, columns.map(heading))),
        h("tbody", inside || null, order.map((i, line) => h(Row, {
          key: keys[i] || i,
          cells: rows[i],
          columns,
          header,
          position: keys[i] ? selected.indexOf(keys[i]) : -1,
          colours: props.selection_colours,
          stop: line === Math.min(current, rows.length - 1),
          onToggle: props.selectable && keys[i] ? () => toggle(keys[i]) : undefined,
        }))),
        props.foot && h("tfoot", null, h("tr", null, columns.map((column, i) => (i === header
          ? h("th", { key: column.key, scope: "row" }, props.foot[i])
          : h("td", { key: column.key, className: look(column) }, props.foot[i])))))));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { DataTable });
})();
