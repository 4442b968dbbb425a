/* A payload travels light (dashboard/figures/map_series.py, `packed`): what is the same in every year stands once under
   the empty name. Here it gets its full form back; the same payload always gives the same object. */
(function () {
  "use strict";

  const unpackedOnce = new WeakMap();

  function everyYear(part, years) {
    return part && "" in part ? Object.fromEntries(years.map((year) => [year, part[""]])) : part;
  }

  function unpack(light) {
    if (!light || unpackedOnce.has(light)) return light && unpackedOnce.get(light);
    const series = { ...light };
    for (const key of ["shapes", "note", "ranked", "labels"]) series[key] = everyYear(light[key], light.years);
    if (series.labels) {
      const entry = (year) => (count, i) => ({ label: series.labels[year][i], count });
      series.legend = Object.fromEntries(light.years.map((year) => [year, light.legend[year].map(entry(year))]));
    }
    unpackedOnce.set(light, series);
    return series;
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { unpack });
})();
