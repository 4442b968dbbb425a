/* What the Atlas does without asking the server: the year on the map, one selection everywhere, the address bar. */
(function () {
  "use strict";

  const same = (first, second) => (first || []).join() === (second || []).join();

  function show_year(year) {
    return year;
  }

  /* Map, ranking and table each write their own selection; the one the reader touched is given to all three. */
  function select(...selections) {
    const { no_update, callback_context } = window.dash_clientside;
    const places = ["atlas-map", "atlas-ranking", "atlas-table"];
    const touched = callback_context.triggered.map((item) => places.indexOf(item.prop_id.split(".")[0])).find((place) => place >= 0);
    if (touched === undefined) return selections.map(() => no_update);
    const chosen = selections[touched] || [];
    // Only what differs is written, or the three would wake each other for ever.
    return selections.map((selection) => (same(selection, chosen) ? no_update : chosen));
  }

  /* The ranking shows the first columns of the table: they travel once. */
  function share_rows(rows, keys) {
    return [rows, keys];
  }

  /* The tooltip says of an area what the table says of it: interval and comparison travel once, with the table. */
  function note_areas(columns, rows, keys, query) {
    const place = (key) => (columns || []).findIndex((column) => column.key === key);
    const asked = new URLSearchParams(query || "");
    const told = { interval: place("interval"), verdict: place("verdict") };
    const said = (row) => [
      told.interval >= 0 && row[told.interval] ? columns[told.interval].label + " " + row[told.interval] : "",
      told.verdict >= 0 && row[told.verdict] && row[told.verdict] !== "–" ? columns[told.verdict].label + ": " + row[told.verdict] : "",
    ].filter(Boolean).join("; ");
    const words = Object.fromEntries((rows || []).map((row, i) => [keys[i], said(row)]));
    return { indicator: asked.get("indicator"), year: Number(asked.get("year")), words };
  }

  /* `16056,16063`: the first of them that the map shows; Eisenach is a district of its own on some maps only. */
  function shown(areas) {
    const keys = (areas || "").split(",");
    return keys.find((key) => document.querySelector(`#atlas-map [data-area="${key}"]`)) || keys[keys.length - 1];
  }

  function find(picked, wanted, selected) {
    const { no_update } = window.dash_clientside;
    const area = shown(wanted);
    if (!area) return [no_update, no_update];
    const chosen = selected || [];
    return [area, chosen.includes(area) || chosen.length >= 6 ? no_update : [...chosen, area]];
  }

  function write_address(query) {
    for (const link of document.querySelectorAll("#atlas-downloads a")) link.search = query;
    if (query && window.location.search !== query) window.history.replaceState(window.history.state, "", window.location.pathname + query);
    return null; // what was wrong with the address the page was opened with is over
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { atlas: { show_year, select, share_rows, note_areas, find, write_address } });
})();
