/* Patterns for areas without a number. They are drawn once, on the server (dashboard/figures/choropleth.py), and
   wait in the page's template, so that the screen and every printed map show the same.
   Tiles are 8 pixels wide whatever the zoom, because the map rescales them (see Drawing.rescale). */
(function () {
  "use strict";

  const drawn = document.getElementById("map-patterns").content.querySelector("defs");
  const PATTERNS = new Set([...drawn.children].map((pattern) => pattern.id));
  const SAME_PATTERN = { zero_or_secret: "secret" };

  function patternDefinitions(prefix) {
    return drawn.innerHTML.replaceAll('id="', 'id="' + prefix);
  }

  /* The fill of a status, or "none" for an area that no longer exists. */
  function statusFill(status, prefix) {
    if (status === "dissolved") return "none";
    const pattern = SAME_PATTERN[status] || status;
    return `url(#${prefix}${PATTERNS.has(pattern) ? pattern : "missing"})`;
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { patternDefinitions, statusFill });
})();
