/* Marks the link of the page that is shown and, after a change of page, moves the focus to its content:
   Dash exchanges pages without loading, which screen readers would not notice. */
(function () {
  "use strict";

  const withoutSlash = (path) => path.replace(/(.)\/+$/, "$1");
  let shown = null;

  function pageChanged(pathname) {
    const path = withoutSlash(pathname || "/");
    document.querySelectorAll("#frame-menu a, #frame-legal a").forEach((link) => {
      if (withoutSlash(link.pathname) === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (shown !== null && shown !== path) document.getElementById("inhalt")?.focus({ preventScroll: true });
    shown = path;
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { navigation: { page_changed: pageChanged } });
})();
