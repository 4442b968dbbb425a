/* The Übersicht: districts x indicators, sorted in the browser; one tab stop for all links, arrow keys go on from it. */
(function () {
  "use strict";

  const { createElement: h, Fragment, memo, useEffect, useMemo, useRef, useState } = window.React;
  const NAME = "name";
  const MOST_ON_PAPER = 20; // columns; more of them would be printed smaller than can be read

  /* Numbers of the rows in display order; a missing value stands last in both directions, ties stand by name. */
  function sorted(areas, column, descending) {
    const order = areas.map((_, i) => i);
    if (!column) return descending ? order.reverse() : order;
    const { numbers } = column;
    const gap = (i) => numbers[i] === null || numbers[i] === undefined;
    return order.sort((a, b) => gap(a) - gap(b) || (gap(a) ? 0 : (numbers[a] - numbers[b]) * (descending ? -1 : 1)) || a - b);
  }

  function Cell({ column, area, place }) {
    const text = column.texts[place];
    const sign = column.signs[place];
    const words = column.words_of[place];
    const shown = [sign ? h("span", { key: "sign", className: "cell-sign", "aria-hidden": true }, sign) : null, h("span", { key: "text", className: "cell-text" }, text)];
    if (column.missing) return h("td", { className: column.looks[place], title: words }, h("span", { className: "cell-link" }, shown));
    return h("td", { className: column.looks[place] },
      h("a", { className: "cell-link", href: column.href + "&areas=" + area.key, title: words, "aria-label": words, tabIndex: -1 }, shown));
  }

  const Row = memo(function Row({ area, columns, place }) {
    return h("tr", null,
      h("th", { scope: "row" }, h("a", { href: area.href, tabIndex: -1 }, area.name)),
      columns.map((column) => h(Cell, { key: column.id, column, area, place })));
  });

  /* A heading with a button that sorts; `direction` is set on the one column that rules the order. */
  function Heading({ label, sortLabel, direction, onSort, className }) {
    const sign = direction === "ascending" ? "↑" : direction === "descending" ? "↓" : "↕";
    return h("th", { scope: "col", "aria-sort": direction, className }, label,
      h("button", { type: "button", className: "overview-sort", "aria-label": sortLabel, title: sortLabel, onClick: onSort }, sign));
  }

  /* Columns for one sheet of paper each: theme by theme, small ones together, large ones in equal parts. */
  function sheetsOf(columns) {
    const themes = [];
    for (const column of columns) {
      const last = themes[themes.length - 1];
      if (last && last[0].theme === column.theme) last.push(column);
      else themes.push([column]);
    }
    const sheets = [];
    for (const theme of themes) {
      const last = sheets[sheets.length - 1];
      if (last && last.length + theme.length <= MOST_ON_PAPER) last.push(...theme);
      else {
        const size = Math.ceil(theme.length / Math.ceil(theme.length / MOST_ON_PAPER));
        for (let start = 0; start < theme.length; start += size) sheets.push(theme.slice(start, start + size));
      }
    }
    return sheets;
  }

  /* Whether the page is being printed. The table must stand before the browser takes its picture, hence flushSync. */
  function usePrinting() {
    const [printing, setPrinting] = useState(false);
    useEffect(() => {
      const media = window.matchMedia("print");
      const set = (value) => window.ReactDOM.flushSync(() => setPrinting(value));
      const start = () => set(true);
      const end = () => set(false);
      const change = (event) => set(event.matches);
      window.addEventListener("beforeprint", start);
      window.addEventListener("afterprint", end);
      media.addEventListener("change", change);
      return () => {
        window.removeEventListener("beforeprint", start);
        window.removeEventListener("afterprint", end);
        media.removeEventListener("change", change);
      };
    }, []);
    return printing;
  }

  function StateRow({ columns }) {
    return h("tr", { className: "overview-state" },
      h("th", { scope: "row" }, "Thüringen"),
      columns.map((one) => h("td", { key: one.id, title: one.state_words }, h("span", { className: "visually-hidden" }, one.state ? "" : one.state_words), h("span", { "aria-hidden": !one.state }, one.state || "–"))));
  }

  /* One sheet of a table that is too wide for paper. */
  function Sheet({ caption, areas, columns, order, look }) {
    return h("div", { className: "data-table overview-table overview-sheet only-print", style: look },
      h("table", null,
        h("caption", null, caption),
        h("thead", null,
          h("tr", null,
            h("th", { scope: "col" }, h("span", { className: "overview-corner" }, "Kreis")),
            columns.map((one) => h("th", { key: one.id, scope: "col" }, h("span", { className: "turned" }, h("span", null, one.title)), h("span", { className: "overview-year" }, one.year)))),
          h(StateRow, { columns })),
        h("tbody", null, order.map((place) => h(Row, { key: areas[place].key, area: areas[place], columns, place })))));
  }

  const themesOf = (columns) => [...new Set(columns.map((one) => one.theme))];

  /* `Blatt 2 von 3: Familien und Haushalte`; one theme alone is named by the caption already. */
  function sheetName(sheet, i, sheets) {
    const themes = themesOf(sheets.flat()).length > 1 ? ": " + themesOf(sheet).join(", ") : "";
    return `Blatt ${i + 1} von ${sheets.length}${themes}`;
  }

  function OverviewTable(props) {
    const { areas = [], columns = [] } = props;
    const printing = usePrinting();
    const [own, setOwn] = useState(null); // what the reader clicked, until the page says something else
    const wanted = own || props.sort || { column: NAME, descending: false };
    const column = columns.find((one) => one.id === wanted.column && !one.missing);
    const by = column ? column.id : NAME;
    const descending = (column || wanted.column === NAME) && wanted.descending;
    const order = useMemo(() => sorted(areas, column, descending), [areas, column, descending]);
    const table = useRef(null);

    /* Exactly one link is reached with the tabulator: the one last visited, else the first value. */
    useEffect(() => {
      const links = [...table.current.querySelectorAll("a")];
      if (!links.some((link) => link.tabIndex === 0) && links.length) (table.current.querySelector("td a") || links[0]).tabIndex = 0;
    });

    const sort = (key) => {
      const next = { column: key, descending: by === key && !descending };
      setOwn(next);
      props.setProps({ sort: next });
    };
    const direction = (key) => (by === key ? (descending ? "descending" : "ascending") : undefined);

    const onFocus = (event) => {
      if (event.target.tagName !== "A") return;
      for (const link of table.current.querySelectorAll('a[tabindex="0"]')) link.tabIndex = -1;
      event.target.tabIndex = 0;
    };
    const onKeyDown = (event) => {
      const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
      if (event.target.tagName !== "A" || event.ctrlKey || event.altKey || event.metaKey || !(event.key in steps || event.key === "Home" || event.key === "End")) return;
      event.preventDefault();
      const cell = event.target.closest("th, td");
      const rows = [...table.current.rows];
      let [row, place] = [rows.indexOf(cell.parentElement), cell.cellIndex];
      const [down, right] = steps[event.key] || [0, event.key === "Home" ? -1 : 1];
      let found = null;
      do {
        row += down;
        place += right;
        const next = rows[row] && rows[row].cells[place];
        if (!next) break;
        found = next.querySelector("a") || found;
      } while (!found || !(event.key in steps));
      if (found) found.focus();
    };

    const caption = props.id + "-caption";
    const head = h("thead", null,
      h("tr", null,
        h(Heading, { label: h("span", { className: "overview-corner" }, "Kreis"), sortLabel: "Nach dem Namen sortieren", direction: direction(NAME), onSort: () => sort(NAME) }),
        columns.map((one) => one.missing
          ? h("th", { key: one.id, scope: "col", title: one.words }, h("a", { className: "turned", href: one.href, tabIndex: -1 }, h("span", null, one.title)), h("span", { className: "overview-year" }, one.year))
          : h(Heading, {
            key: one.id,
            label: [h("a", { key: "title", className: "turned", href: one.href, title: one.words, tabIndex: -1 }, h("span", null, one.title)), h("span", { key: "year", className: "overview-year" }, one.year)],
            sortLabel: `Nach „${one.title}“ sortieren`,
            direction: direction(one.id),
            onSort: () => sort(one.id),
          }))),
      h(StateRow, { columns }));
    const sheets = printing && columns.length > MOST_ON_PAPER ? sheetsOf(columns) : [];
    return h(Fragment, null,
      h("div", { id: props.id, className: "data-table overview-table" + (sheets.length ? " no-print" : ""), style: props.look, role: "region", "aria-labelledby": caption, "aria-describedby": props.hint, tabIndex: 0 },
        h("table", { ref: table, onFocus, onKeyDown },
          h("caption", { id: caption }, props.caption),
          head,
          h("tbody", null, order.map((place) => h(Row, { key: areas[place].key, area: areas[place], columns, place }))))),
      sheets.map((sheet, i) => h(Sheet, { key: sheet[0].id, caption: `${props.caption}. ${sheetName(sheet, i, sheets)}`, areas, columns: sheet, order, look: props.look })));
  }

  /* The choice and the order, which only the browser knows, in the address and in the link to the file. */
  function write_address(query, sort, columns) {
    const parts = new URLSearchParams(query);
    parts.delete("sort");
    const known = sort && (sort.column === NAME || (columns || []).some((column) => column.id === sort.column && !column.missing));
    if (known && (sort.column !== NAME || sort.descending)) parts.set("sort", (sort.descending ? "-" : "") + sort.column);
    const text = "?" + parts.toString();
    for (const link of document.querySelectorAll("#overview-downloads a")) link.search = text;
    if (window.location.search !== text) window.history.replaceState(window.history.state, "", window.location.pathname + text);
    return null; // what was wrong with the address the page was opened with is over
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { OverviewTable });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { overview: { write_address } });
})();
