/* A payload travels light (dashboard/figures/map_series.py, `packed`): what is the same in every year stands once under
   the empty name. Here it gets its full form back; the same payload always gives the same object. */
(function () {
  "use strict";

  const unpackedOnce = new WeakMap();

  function everyYear(part, years) {
    return part && "" in part ? Object.fromEntries(years.map((year) => [year, part[""]])) : part;
  }

  /* Ranks as in the payload, from the printed numbers: equal numbers share the better rank, which is then negative. */
  function ranksOf(texts, highestFirst) {
    const plain = (text) => Number(text.replace(/[.+]/g, "").replace(",", ".").replace("\u2212", "-"));
    const values = texts.map((text) => (text ? plain(text) : NaN));
    const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => (highestFirst ? b - a : a - b));
    const first = new Map();
    const times = new Map();
    known.forEach((value, i) => {
      if (!first.has(value)) first.set(value, i + 1);
      times.set(value, (times.get(value) || 0) + 1);
    });
    return values.map((value) => (first.has(value) ? first.get(value) * (times.get(value) > 1 ? -1 : 1) : 0));
  }

  function unpack(light) {
    if (!light || unpackedOnce.has(light)) return light && unpackedOnce.get(light);
    const series = { ...light };
    for (const key of ["shapes", "note", "ranked", "labels", "legend"]) series[key] = everyYear(light[key], light.years);
    if (typeof light.rank === "string") {
      const ranks = (year) => [year, ranksOf(light.text[year], light.rank === "highest")];
      series.rank = Object.fromEntries(light.years.map(ranks));
    }
    if (series.labels) {
      const entry = (year) => (count, i) => ({ label: series.labels[year][i], count });
      series.legend = Object.fromEntries(light.years.map((year) => [year, light.legend[year].map(entry(year))]));
    }
    unpackedOnce.set(light, series);
    return series;
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { unpack });
})();
