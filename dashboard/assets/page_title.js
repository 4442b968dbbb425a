/* The title of the window follows the heading of the page: Dash knows one title per address, a page shows many things.
   „Jugendquotient …“ on the page „Daten“ becomes „Jugendquotient … – Daten – Sozialplanung Thüringen“. */
(function () {
  "use strict";

  const BETWEEN = " – ";
  const PAUSE = 50; // ms; a page changes in several steps, and a title that flickers is read out again and again

  let given = document.title; // the last title that did not come from here: name of the page and of the application
  let own = null;
  let waiting = 0;

  /* The heading before the name of the page; instead of it where it begins with it („Gebietsprofil Landkreis Gotha“). */
  function named(heading, title) {
    const [page, ...product] = title.split(BETWEEN);
    if (!heading || heading === page) return title;
    return [heading, ...(product.length && heading.startsWith(page) ? product : [title])].join(BETWEEN);
  }

  function follow() {
    waiting = 0;
    if (document.title !== own) given = document.title;
    const heading = document.querySelector("#inhalt h1");
    own = named(heading ? heading.textContent.replace(/\s+/g, " ").trim() : "", given);
    if (document.title !== own) document.title = own;
  }

  function soon() {
    if (!waiting) waiting = setTimeout(follow, PAUSE);
  }

  /* From the moment the frame of the pages stands. */
  function start() {
    const main = document.getElementById("inhalt");
    if (!main) return;
    new MutationObserver(soon).observe(main, { childList: true, characterData: true, subtree: true });
    new MutationObserver(soon).observe(document.querySelector("title"), { childList: true });
    soon();
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { page_title: { named, start } });
})();
