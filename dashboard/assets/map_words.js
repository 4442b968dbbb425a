/* What is said about an area: the same words for the tooltip, the screen reader and the legend. */
(function () {
  "use strict";

  const STATUS_WORDS = {
    secret: "geheim gehalten",
    zero_or_secret: "null oder geheim gehalten",
    unknown: "unbekannt oder geheim",
    missing: "keine Angabe",
    later: "noch nicht veröffentlicht",
    unreliable: "unsicher (kleine Fallzahl)",
    limited: "Aussagewert eingeschränkt",
    not_comparable: "nicht vergleichbar",
    not_applicable: "nicht sinnvoll anzugeben",
    excluded: "nicht ausgewiesen (Fehler in der Quelle)",
    dissolved: "Gebiet aufgelöst",
  };

  /* The server's word wins, because a source may call the same status differently. */
  function statusWord(series, year, status) {
    const told = ((series.statuses || {})[year] || []).find((entry) => entry.status === status);
    return told ? told.label : STATUS_WORDS[status] || "keine Angabe";
  }

  const positions = new WeakMap(); // a payload's area keys -> position; forgotten together with the payload

  function positionOf(series, key) {
    if (!positions.has(series)) positions.set(series, new Map(series.areas.map((area, i) => [area, i])));
    return positions.get(series).get(key);
  }

  /* {name, value, rank, status, note}, each a ready text, empty where there is nothing to say. */
  function areaWords(series, year, key, shapes) {
    const i = positionOf(series, key);
    const shape = shapes && shapes.byKey.get(key);
    if (i === undefined) return { name: shape ? shape.name : key, value: "", rank: "", status: STATUS_WORDS.missing, note: "" };
    const text = ((series.text || {})[year] || [])[i] || "";
    const status = ((series.status || {})[year] || {})[key];
    return {
      name: series.names[i],
      value: text ? text + " " + series.unit : "",
      rank: text ? ((series.rank || {})[year] || [])[i] || "" : "",
      status: status ? statusWord(series, year, status) : text ? "" : STATUS_WORDS.missing,
      note: ((series.notes || {})[year] || {})[key] || "",
    };
  }

  function areaSentence(words) {
    return words.name + ": " + [words.value, words.rank, words.status, words.note].filter(Boolean).join(", ");
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { statusWord, areaWords, areaSentence });
})();
