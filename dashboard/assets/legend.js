/* The legend under the map: an HTML list, so that it wraps, enlarges and is read like any text. */
(function () {
  "use strict";

  const { createElement: h } = window.React;
  const PREFIX = "legend-pattern-";

  const areaCount = (count) => (count === undefined ? "" : count === 0 ? "(kein Gebiet)" : count === 1 ? "(1 Gebiet)" : `(${count} Gebiete)`);

  function swatch(fill, overlay) {
    const box = { x: 0.5, y: 0.5, width: 27, height: 19 };
    return h("svg", { className: "swatch", width: 28, height: 20, "aria-hidden": true, focusable: "false" },
      h("rect", { ...box, fill }), overlay && h("rect", { ...box, fill: overlay }));
  }

  /* As large as on the map: --map-pixels is set by the map itself, also on paper, where React comes too late. */
  function circleSwatch(radius, colour) {
    const side = 2 * radius + 3;
    const room = `max(4px, calc(${side}px * var(--map-pixels, 1)))`;
    const box = { viewBox: `0 0 ${side} ${side}`, style: { width: room, height: room } };
    return h("svg", { className: "swatch-circle", ...box, "aria-hidden": true, focusable: "false" },
      h("circle", { className: "legend-circle", cx: side / 2, cy: side / 2, r: radius, fill: colour }));
  }

  function entry(key, picture, label, count) {
    return h("li", { key, className: "legend-entry" }, picture, h("span", null, label, " ", h("span", { className: "legend-count" }, areaCount(count))));
  }

  /* Props: series, year. */
  function Legend({ series, year }) {
    const { statusFill, patternDefinitions } = window.dashboard_map;
    const classes = (series.legend || {})[year] || [];
    const statuses = (series.statuses || {})[year] || [];
    const title = series.legend_title || series.unit;
    const circles = series.kind === "circle";
    const colour = (i) => series.colours[i] || series.colours[0];
    return h("div", { className: "legend" },
      h("svg", { className: "legend-patterns", width: 0, height: 0, "aria-hidden": true, focusable: "false" },
        h("defs", { dangerouslySetInnerHTML: { __html: patternDefinitions(PREFIX) } })),
      h("p", { className: "legend-title" }, title.includes("{year}") ? h("strong", null, title.replace("{year}", year)) : [h("strong", { key: "title" }, title), " ", String(year)]),
      h("ul", { className: "legend-list" },
        classes.map((item, i) => entry("class-" + i,
          circles ? circleSwatch(item.size || 0, item.colour || colour(0)) : swatch(item.colour || colour(i)), item.label, item.count)),
        statuses.map((item) => entry(item.status,
          item.status === "unreliable" ? swatch("#9fb6c6", statusFill("unreliable", PREFIX)) : swatch(statusFill(item.status, PREFIX)), item.label, item.count))),
      h("p", { className: "hint" }, [series.legend_note, (series.note || {})[year]].filter(Boolean).join(" · ")));
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { Legend });
})();
