/* The tooltip of the map. It can be entered with the pointer, stays until left, and Esc closes it (WCAG 1.4.13). */
(function () {
  "use strict";

  const LINGER = 250; // milliseconds to reach the tooltip after leaving the area
  const GAP = 14; // pixels between pointer and tooltip

  class Tooltip {
    constructor(frame) {
      this.frame = frame;
      this.box = document.createElement("div");
      this.box.className = "map-tooltip";
      this.box.setAttribute("role", "tooltip");
      this.box.hidden = true;
      this.box.addEventListener("pointerenter", () => clearTimeout(this.leaving));
      this.box.addEventListener("pointerleave", () => this.leave());
      this.box.addEventListener("wheel", () => this.hide(), { passive: true }); // whoever scrolls or zooms has read it
      frame.append(this.box);
      this.area = null;
    }

    fill(words) {
      const line = (text, className) => {
        const part = document.createElement("span");
        part.className = className;
        part.textContent = text;
        return part;
      };
      const parts = [line(words.name, "map-tooltip-name")];
      if (words.value) parts.push(line(words.value, "map-tooltip-value"));
      for (const text of [words.rank, words.status, words.note]) if (text) parts.push(line(text, "map-tooltip-note"));
      this.box.replaceChildren(...parts);
    }

    /* Above a place on the screen {x, top, bottom}, or below it if asked to or where there is no room above. */
    show(area, words, { x, top, bottom }, below) {
      clearTimeout(this.leaving);
      this.area = area;
      this.fill(words);
      this.box.hidden = false;
      const frame = this.frame.getBoundingClientRect();
      const size = this.box.getBoundingClientRect();
      const left = Math.min(Math.max(x - frame.left - size.width / 2, 0), Math.max(frame.width - size.width, 0));
      const above = top - frame.top - size.height - GAP;
      const y = below || above < 0 ? bottom - frame.top + GAP : above;
      this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(y)}px)`;
    }

    leave() {
      clearTimeout(this.leaving);
      this.leaving = setTimeout(() => this.hide(), LINGER);
    }

    hide() {
      clearTimeout(this.leaving);
      this.area = null;
      this.box.hidden = true;
    }
  }

  const SHOWN = 2500; // milliseconds: long enough to read six words

  /* How to zoom, said once, when a wheel over the map scrolls the page instead. For eyes only: with a wheel one sees. */
  class WheelHint {
    constructor(frame) {
      const told = () => {
        frame.removeEventListener("wheel-passed", told);
        const box = document.createElement("div");
        box.className = "map-wheel-hint";
        box.setAttribute("aria-hidden", "true");
        box.textContent = "Mit Strg + Mausrad zoomen";
        frame.append(box);
        setTimeout(() => box.remove(), SHOWN);
      };
      frame.addEventListener("wheel-passed", told);
    }
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { Tooltip, WheelHint });
})();
