/* Shape files travel once per visit: every map on every page shares what has been fetched. */
(function () {
  "use strict";

  const asked = new Map(); // address -> promise, so that two maps never ask twice
  const here = new Map(); // address -> shapes, so that a repaint need not wait for a promise

  function fetchShapes(address) {
    if (!asked.has(address)) {
      const answer = fetch(address)
        .then((response) => {
          if (!response.ok) throw new Error("HTTP " + response.status);
          return response.json();
        })
        .then((shapes) => {
          shapes.byKey = new Map(shapes.areas.map((area) => [area.key, area]));
          here.set(address, shapes);
          return shapes;
        })
        .catch((error) => {
          asked.delete(address); // the next attempt may succeed
          throw error;
        });
      asked.set(address, answer);
    }
    return asked.get(address);
  }

  /* The shapes a series still needs for its other years, fetched when the browser has nothing better to do. */
  function prefetchShapes(addresses) {
    const later = window.requestIdleCallback || ((work) => window.setTimeout(work, 200));
    later(() => addresses.forEach((address) => fetchShapes(address).catch(() => {})));
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, {
    fetchShapes,
    prefetchShapes,
    shapesHere: (address) => here.get(address),
  });
})();
