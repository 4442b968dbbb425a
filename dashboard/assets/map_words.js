/* What is said about an area: the same words for the tooltip, the screen reader and the legend. */
(function () {
  "use strict";

  const MISSING = "keine Angabe";

  /* The words come with the payload; there is one list of them, on the server. */
  function statusWord(series, year, status) {
    const told = ((series.statuses || {})[year] || []).find((entry) => entry.status === status);
    return told ? told.label : MISSING;
  }

  const positions = new WeakMap(); // a payload's area keys -> position; forgotten together with the payload

  function positionOf(series, key) {
    if (!positions.has(series)) positions.set(series, new Map(series.areas.map((area, i) => [area, i])));
    return positions.get(series).get(key);
  }

  /* `Rang 3 (geteilt) von 22`; a shared rank travels as a negative number. */
  function rankWords(series, year, i) {
    const rank = ((series.rank || {})[year] || [])[i];
    return rank ? `Rang ${Math.abs(rank)}${rank < 0 ? " (geteilt)" : ""} von ${series.ranked[year]}` : "";
  }

  /* {name, value, rank, status, note}, each a ready text, empty where there is nothing to say. */
  function areaWords(series, year, key, shapes) {
    const i = positionOf(series, key);
    const shape = shapes && shapes.byKey.get(key);
    if (i === undefined) return { name: shape ? shape.name : key, value: "", rank: "", status: MISSING, note: "" };
    const text = ((series.text || {})[year] || [])[i] || "";
    const status = ((series.status || {})[year] || {})[key];
    return {
      name: shape ? shape.name : key,
      value: text ? text + " " + series.unit : "",
      rank: text ? rankWords(series, year, i) : "",
      status: status ? statusWord(series, year, status) : text ? "" : MISSING,
      note: ((series.notes || {})[year] || {})[key] || "",
    };
  }

  function areaSentence(words) {
    return words.name + ": " + [words.value, words.rank, words.status, words.note].filter(Boolean).join(", ");
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { statusWord, areaWords, areaSentence });
})();
