/* What was wrong with the address a page was opened with; the address bar then holds what is shown. */
(function () {
  "use strict";

  const { createElement: h, useEffect } = window.React;

  function AddressNotice({ id, address, children }) {
    useEffect(() => {
      if (address && window.location.search !== address) window.history.replaceState(window.history.state, "", window.location.pathname + address);
    }, [address]);
    const empty = !children || (Array.isArray(children) && !children.length);
    return empty ? null : h("div", { id, className: "notice warning address-notice no-print", role: "status" }, children);
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { AddressNotice });
})();
