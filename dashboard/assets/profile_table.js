/* The table of the Gebietsprofil: one row per indicator, in groups, with pictures that the server has drawn. */
(function () {
  "use strict";

  const { createElement: h, memo } = window.React;

  /* Paths and the names of their looks; without words a decoration. */
  function Drawing({ id, shapes, width, label }) {
    if (!shapes || !shapes.length) return null;
    const said = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
    return h("svg", { id, className: "drawing", width, height: 24, viewBox: `0 0 ${width} 24`, ...said },
      shapes.map(([path, look], i) => h("path", { key: i, d: path, className: "drawn-" + look })));
  }

  const Heading = ({ text, numeric }) => h("th", { scope: "col", className: numeric ? "numeric" : undefined }, text);

  const drawing = (shapes, width, label) => h(Drawing, { shapes, width, label });

  const small = (text) => text ? h("span", { className: "profile-hint" }, text) : null;

  const Row = memo(function Row({ row }) {
    return h("tr", null,
      h("th", { scope: "row" }, h("a", { href: row.href }, row.title), row.core ? h("span", { className: "star" }, " ★") : null),
      h("td", { className: "numeric" }, row.value, small(row.hint)),
      row.held.map((text, i) => h("td", { key: i, className: "numeric" }, text)),
      h("td", null, drawing(row.spine, 200, row.said), h("span", { className: "profile-hint" }, row.range)),
      h("td", { className: "numeric" }, row.rank),
      h("td", { className: "profile-" + row.key }, row.verdicts.map((text, i) => h("div", { key: i }, text)), small(row.grounds)),
      h("td", null, drawing(row.spark, 90, row.line)),
      h("td", null, row.trend, small(row.tested)),
      h("td", { className: "profile-hint" }, row.stand));
  });

  /* A plain component for each table: hundreds of cells as components of Dash would take longer than their figures. */
  function SheetTable({ id, compared, rows, label, finding }) {
    const numbers = ["Wert", ...(compared || []), "Rang"];
    const headings = ["Kernindikator", ...numbers.slice(0, -1), "Lage unter den Kreisen", "Rang", finding || "Aussage"];
    return h("div", { id, className: "data-table", role: "region", "aria-label": label, tabIndex: 0 },
      h("table", null,
        h("thead", null, h("tr", null, headings.map((text) => h(Heading, { key: text, text, numeric: numbers.includes(text) })))),
        h("tbody", null, (rows || []).map((row) => h("tr", { key: row.title },
          h("th", { scope: "row" }, row.title, h("span", { className: "profile-hint" }, row.reference)),
          h("td", { className: "numeric" }, row.value),
          row.held.map((text, i) => h("td", { key: i, className: "numeric" }, text)),
          h("td", null, drawing(row.spine, 200, row.said)),
          h("td", { className: "numeric" }, row.rank),
          h("td", null, row.verdict))))));
  }

  function ProfileTable(props) {
    const rows = props.rows || [];
    const numbers = ["Wert", ...(props.compared || []), "Rang"];
    const headings = ["Indikator", ...numbers.slice(0, -1), "Lage unter den Kreisen", "Rang", "Aussage", "Verlauf", "Entwicklung", "Stand und Quelle"];
    // Columns of known width: the browser need not measure thousands of cells to find them.
    const columns = ["title", "value", ...numbers.slice(1, -1).map(() => "held"), "place", "rank", "finding", "line", "trend", "stand"];
    const id = props.id + "-caption";
    return h("div", { id: props.id, className: "data-table profile-table", role: "region", "aria-labelledby": id, tabIndex: 0 },
      h("table", null,
        h("caption", { id }, props.caption),
        h("colgroup", null, columns.map((name, i) => h("col", { key: i, className: "column-" + name }))),
        h("thead", null, h("tr", null, headings.map((text) => h(Heading, { key: text, text, numeric: numbers.includes(text) })))),
        (props.groups || []).map((group) => h("tbody", { key: group.title },
          h("tr", { className: "profile-group" }, h("th", { colSpan: headings.length, scope: "rowgroup" }, group.title)),
          group.rows.map((number) => h(Row, { key: rows[number].indicator, row: rows[number] }))))));
  }

  function write_address(query) {
    for (const link of document.querySelectorAll("#profile-downloads a")) link.search = query;
    if (query && window.location.search !== query) window.history.replaceState(window.history.state, "", window.location.pathname + query);
    return null; // what was wrong with the address the page was opened with is over
  }

  function print() {
    window.print();
    return window.dash_clientside.no_update;
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { Drawing, ProfileTable, SheetTable });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { profile: { write_address, print } });
})();
