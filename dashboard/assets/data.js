/* Page „Daten“: a series as a matrix of areas and years, and the choice in the address bar. */
(function () {
  "use strict";

  const { createElement: h, memo } = window.React;

  const Row = memo(function Row({ name, cells, years, statuses }) {
    return h("tr", null,
      h("th", { scope: "row" }, name),
      [...cells].map((place, i) => {
        const { look, letter, label } = statuses[parseInt(place, 36)];
        return h("td", { key: years[i], className: "gap-cell gap-" + look, title: `${name} ${years[i]}: ${label}` },
          letter ? h("span", { "aria-hidden": true }, letter) : null,
          h("span", { className: "visually-hidden" }, label));
      }));
  });

  function GapMatrix(props) {
    const years = props.years || [];
    const statuses = props.statuses || [];
    const id = props.id + "-caption";
    return h("div", { id: props.id, className: props.className },
      h("ul", { className: "legend-list", "aria-label": "Legende" }, statuses.map((status) => h("li", { key: status.look + status.letter, className: "legend-entry" },
        h("span", { className: "gap-cell gap-box gap-" + status.look, "aria-hidden": true }, status.letter),
        h("span", null, status.label + " ", h("span", { className: "legend-count" }, `(${status.count})`))))),
      h("div", { className: "gap-matrix", role: "region", "aria-labelledby": id, tabIndex: 0 },
        h("table", null,
          h("caption", { id }, props.caption),
          h("thead", null, h("tr", null, h("th", { scope: "col" }, "Gebiet"), years.map((year) => h("th", { key: year, scope: "col" }, year)))),
          h("tbody", null, (props.areas || []).map(([key, name], i) => h(Row, { key, name, cells: props.cells[i], years, statuses }))))));
  }

  function writeAddress(query) {
    if (window.location.pathname.endsWith("/daten") && !new URLSearchParams(window.location.search).has("indicator")) {
      window.history.replaceState(window.history.state, "", window.location.pathname + query + window.location.hash);
    }
    return null; // what was wrong with the address the page was opened with is over
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { GapMatrix });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { data: { write_address: writeAddress } });
})();
