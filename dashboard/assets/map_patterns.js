/* Hatches and dots for areas without a number. Each status has its own; none resembles a class colour.
   Tiles are 8 pixels wide whatever the zoom, because the map rescales them (see Drawing.rescale). */
(function () {
  "use strict";

  const GREY = "#e3e6e9";
  const INK = "#59636e"; // 4.9 : 1 on the grey: visible for weak eyes and in greyscale print
  const background = `<rect width="8" height="8" fill="${GREY}"/>`;
  const lines = (d, width) => `<path d="${d}" stroke="${INK}" stroke-width="${width}" fill="none"/>`;

  const PATTERNS = {
    secret: background + lines("M-2 2L2 -2M0 8L8 0M6 10L10 6", 1.6),
    unknown: background + `<circle cx="4" cy="4" r="2.2" fill="none" stroke="${INK}" stroke-width="1.1"/>`,
    missing: background + `<circle cx="2" cy="2" r="1.2" fill="${INK}"/><circle cx="6" cy="6" r="1.2" fill="${INK}"/>`,
    later: background + lines("M0 2H8M0 6H8", 1.2),
    excluded: background + lines("M2 0V8M6 0V8", 1.2),
    not_comparable: background + lines("M0 0L8 8M8 0L0 8", 1.1),
    not_applicable: background + lines("M4 1.5V6.5M1.5 4H6.5", 1.1),
    // Lies over the class colour; light and dark strokes together show on every class.
    unreliable: '<path d="M0 0L8 8M8 0L0 8" stroke="#fff" stroke-width="2.4"/><path d="M0 0L8 8M8 0L0 8" stroke="#222" stroke-width="1"/>',
  };
  const SAME_PATTERN = { zero_or_secret: "secret" };

  function patternDefinitions(prefix) {
    return Object.entries(PATTERNS)
      .map(([status, drawing]) => `<pattern id="${prefix}${status}" width="8" height="8" patternUnits="userSpaceOnUse">${drawing}</pattern>`)
      .join("");
  }

  /* The fill of a status, or "none" for an area that no longer exists. */
  function statusFill(status, prefix) {
    if (status === "dissolved") return "none";
    const pattern = SAME_PATTERN[status] || status;
    return `url(#${prefix}${pattern in PATTERNS ? pattern : "missing"})`;
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { patternDefinitions, statusFill });
})();
