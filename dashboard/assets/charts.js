/* Charts come after the map.
 *
 * dcc.Graph asks for `window.Plotly` when the first chart is about to be drawn, and loads plotly's full bundle (4.8 MB)
 * when there is none. Here it finds a promise instead: the promise waits until the map is painted, loads the trimmed
 * bundle from assets/vendor (see the README there) and is replaced by plotly itself. Pages without charts load nothing.
 */
(function () {
  "use strict";

  // The name holds version and hash; build.sh prints it, tests/dashboard/test_vendor.py compares it with the file.
  var BUNDLE = "vendor/plotly-cartesian-de-4.1.1-576b689899d4.min.js";
  var LONGEST_WAIT_FOR_MAP = 3000; // milliseconds; charts do not wait for a map that never comes

  var address = new URL(BUNDLE, document.currentScript.src).href;
  var plotly; // set by the bundle itself
  var loading; // promise of plotly, made once

  function mapIsPainted() {
    if (!document.querySelector(".map, #first-map, #atlas-map")) return Promise.resolve();
    if (performance.getEntriesByName("map-painted").length) return Promise.resolve();
    return new Promise(function (resolve) {
      setTimeout(resolve, LONGEST_WAIT_FOR_MAP);
      new PerformanceObserver(function (entries) {
        if (entries.getEntriesByName("map-painted").length) resolve();
      }).observe({ type: "mark", buffered: true });
    });
  }

  function load() {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = function () { resolve(plotly); };
      script.onerror = function () {
        loading = undefined; // the next chart tries again
        reject(new Error("Die Diagramme konnten nicht geladen werden."));
      };
      document.head.appendChild(script);
    });
  }

  /* On paper every chart is as wide as the sheet, whatever the window was. */
  var SHEET = 1010; // pixels between the margins of A4 landscape, a little less
  function resize(change) {
    document.querySelectorAll(".js-plotly-plot").forEach(function (chart) { if (plotly) plotly.relayout(chart, change); });
  }
  window.addEventListener("beforeprint", function () { resize({ autosize: false, width: SHEET }); });
  window.addEventListener("afterprint", function () { resize({ autosize: true, width: null }); });

  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: function () { return plotly || (loading = loading || mapIsPainted().then(load)); },
    set: function (loaded) { plotly = loaded; },
  });
})();
