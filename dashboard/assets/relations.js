/* Zusammenhänge: the correlation matrix, one selection for all views, and the choice in the address bar. */
(function () {
  "use strict";

  const { createElement: h, useState } = window.React;
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const MOST_SELECTED = 6;
  const PARTS = ["relations-map", "relations-table", "relations-left", "relations-right"];

  const isOpen = (cell) => Boolean(cell) && cell.length > 1;

  /* The next cell that can be opened in a direction, or null at the edge. */
  function next(cells, [row, column], [down, right]) {
    for (let r = row + down, c = column + right; cells[r] && c >= 0 && c < cells[r].length; r += down, c += right) {
      if (isOpen(cells[r][c])) return [r, c];
    }
    return null;
  }

  function firstOpen(cells) {
    for (let r = 0; r < cells.length; r += 1) {
      const c = cells[r].findIndex(isOpen);
      if (c >= 0) return [r, c];
    }
    return [0, 0];
  }

  function PairTable(props) {
    const { columns = [], groups = [], cells = [], colours = [], sign = "r", current } = props;
    const [at, setAt] = useState(null); // the one cell in the tab order; arrow keys go from there
    const here = at && isOpen((cells[at[0]] || [])[at[1]]) ? at : firstOpen(cells);
    const caption = props.id + "-caption";

    const onKeyDown = (event) => {
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      const place = next(cells, here, STEPS[event.key]);
      if (!place) return;
      setAt(place);
      event.currentTarget.querySelector(`[data-place="${place.join()}"]`).focus();
    };

    const cell = (content, r, c) => {
      if (!content) return h("td", { key: c, className: "diagonal", "aria-hidden": true });
      if (!isOpen(content)) {
        return h("td", { key: c, className: "empty", title: content[0] }, h("span", { "aria-hidden": true }, "·"), h("span", { className: "visually-hidden" }, content[0]));
      }
      const [text, colour, year, areas, lower, upper] = content;
      const look = colour >= 0 ? { backgroundColor: colours[colour][0], color: colours[colour][1] } : undefined;
      const limits = lower ? `, 95-%-Intervall ${lower} bis ${upper}` : "";
      const words = `${columns[r].label} und ${columns[c].label}: ${sign} = ${text}${limits}, ${year}, n = ${areas}`;
      const shown = current && ((current[0] === columns[c].id && current[1] === columns[r].id) || (current[0] === columns[r].id && current[1] === columns[c].id));
      return h("td", { key: c, style: look },
        h("button", {
          type: "button",
          "data-place": r + "," + c,
          className: shown ? "current" : undefined,
          "aria-label": words,
          "aria-current": shown ? "true" : undefined,
          title: words,
          tabIndex: here[0] === r && here[1] === c ? 0 : -1,
          onFocus: () => setAt([r, c]),
          onClick: () => props.setProps({ pair: { x: columns[c].id, y: columns[r].id, at: Date.now() } }),
        }, text));
    };

    return h("div", { id: props.id, className: "pair-table", role: "region", "aria-labelledby": caption, tabIndex: 0 },
      h("table", null,
        h("caption", { id: caption }, props.caption),
        h("thead", null,
          h("tr", null, h("td", { rowSpan: 2 }), groups.map((group, i) => h("th", { key: i, scope: "colgroup", colSpan: group.count }, group.label))),
          h("tr", null, columns.map((column) => h("th", { key: column.id, scope: "col", title: column.title, className: "turned" }, h("span", null, column.label))))),
        h("tbody", { onKeyDown }, cells.map((row, r) => h("tr", { key: columns[r].id },
          h("th", { scope: "row", title: columns[r].title }, columns[r].label),
          row.map((content, c) => cell(content, r, c)))))));
  }

  function TickList({ id, label, options = [], value = [], most = Infinity, setProps }) {
    const tick = (one) => {
      const wanted = new Set(value);
      if (!wanted.delete(one)) wanted.add(one);
      setProps({ value: options.map((option) => option.value).filter((key) => wanted.has(key)) });
    };
    const box = (option) => h("label", { key: option.value, title: option.title },
      h("input", { type: "checkbox", checked: value.includes(option.value), disabled: value.length >= most && !value.includes(option.value), onChange: () => tick(option.value) }),
      option.label);
    return h("fieldset", { id, className: "tick-list" }, h("legend", { className: "visually-hidden" }, label),
      h("div", { className: "tick-boxes" }, options.map(box)));
  }

  const same = (first, second) => (first || []).join() === (second || []).join();

  function toggled(selected, area) {
    if (selected.includes(area)) return selected.filter((key) => key !== area);
    return selected.length < MOST_SELECTED ? [...selected, area] : selected;
  }

  /* Three maps, table and points: the one the reader touched is given to all. Returns four selections and no click. */
  function select(...given) {
    const { no_update, callback_context } = window.dash_clientside;
    const click = given.pop();
    const touched = callback_context.triggered.map((item) => item.prop_id.split(".")[0]);
    let chosen;
    if (touched.includes("relations-scatter")) {
      const area = click && click.points && click.points[0].customdata && click.points[0].customdata[0];
      if (!area) return [...given.map(() => no_update), no_update];
      chosen = toggled(given[0] || [], area);
    } else {
      const place = touched.map((name) => PARTS.indexOf(name)).find((found) => found >= 0);
      if (place === undefined) return [...given.map(() => no_update), no_update];
      chosen = given[place] || [];
    }
    // Forgetting the click lets the same point be clicked again.
    return [...given.map((selection) => (same(selection, chosen) ? no_update : chosen)), click ? null : no_update];
  }

  function find(picked, area, selected) {
    const { no_update } = window.dash_clientside;
    if (!area) return [no_update, no_update];
    const chosen = selected || [];
    return [area, chosen.includes(area) || chosen.length >= MOST_SELECTED ? no_update : [...chosen, area]];
  }

  function open_pair(pair) {
    const { no_update } = window.dash_clientside;
    if (!pair) return [no_update, no_update, no_update];
    const heading = document.getElementById("relations-heading");
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
    return [pair.x, pair.y, null]; // without a year: the latest the two share
  }

  /* The address bar and the downloads hold the whole choice; what stands as it comes is left out. */
  function write_address(x, y, year, areas, side, other, group, method, members) {
    const kept = [["x", x], ["y", y], ["year", year], ["areas", (areas || []).join()]];
    if (side && side !== "both") kept.push(["side", side], ["other", other]);
    if (group && group !== "core") kept.push(["group", group]);
    if (method && method !== "pearson") kept.push(["method", method]);
    if (group === "own") kept.push(["members", (members || []).join()]);
    const query = "?" + kept.filter(([key, value]) => value || key === "members").map(([key, value]) => key + "=" + encodeURIComponent(value).replaceAll("%2C", ",")).join("&");
    for (const link of document.querySelectorAll(".relations-downloads a")) link.search = query + (link.dataset.map ? "&map=" + link.dataset.map : "");
    if (window.location.search !== query) window.history.replaceState(window.history.state, "", window.location.pathname + query);
    return [[x, y], null]; // what was wrong with the address the page was opened with is over
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { PairTable, TickList });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { relations: { select, find, open_pair, write_address } });
})();
