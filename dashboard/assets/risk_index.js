/* What the page of the social index does without asking the server. */
(function () {
  "use strict";

  const PLACES = ["index-map", "index-matrix", "index-table", "index-gisd"];
  const same = (first, second) => (first || []).join() === (second || []).join();

  /* Rank bands come after the index. Those that belong to other weights are thrown away: the right ones are on their
     way, and until then map and table say that they are being computed. */
  function join(bands, recipe, series) {
    const { no_update } = window.dash_clientside;
    if (!bands || bands.recipe !== recipe) return [no_update, no_update, no_update];
    return [{ ...series, notes: bands.notes }, bands.rows, bands.running];
  }

  /* Maps, matrix and table each write their own selection; the one the reader touched is given to all. */
  function select(...selections) {
    const { no_update, callback_context } = window.dash_clientside;
    const touched = callback_context.triggered.map((item) => PLACES.indexOf(item.prop_id.split(".")[0])).find((place) => place >= 0);
    if (touched === undefined) return selections.map(() => no_update);
    const chosen = selections[touched] || [];
    return selections.map((selection) => (same(selection, chosen) ? no_update : chosen));
  }

  function add(picked, key, weights) {
    if (!key || key in (weights || {})) return window.dash_clientside.no_update;
    return { ...weights, [key]: 1 };
  }

  function write_address(query) {
    const address = "?" + query;
    for (const link of document.querySelectorAll("#index-downloads a")) link.search = address.replace(/&areas=[^&]*/, "");
    if (query && window.location.search !== address) window.history.replaceState(window.history.state, "", window.location.pathname + address);
    return null; // what was wrong with the address the page was opened with is over
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { risk_index: { join, select, add, write_address } });
})();
