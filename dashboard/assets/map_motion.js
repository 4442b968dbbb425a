/* Moving about on the map: wheel, pinch, drag and buttons all change one view, a part of the map's own units. */
(function () {
  "use strict";

  const DRAG_FROM = 5; // pixels; a shakier hand still clicks
  const CLOSEST = { district: 10, municipality: 24 };

  class Motion {
    /* `place` receives the events, `layers` (SVG) share the view, `moved` is called after each change of it. */
    constructor(place, layers, moved) {
      const svg = layers[0];
      this.place = place;
      this.layers = layers;
      this.svg = svg;
      this.moved = moved;
      this.base = (svg.getAttribute("viewBox") || "0 0 100 100").split(/[ ,]+/).map(Number);
      this.zoom = 1;
      this.x = this.base[0];
      this.y = this.base[1];
      this.closest = CLOSEST.district;
      this.pointers = new Map();
      this.dragged = false;
      this.waiting = 0;
      place.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      place.addEventListener("pointerdown", (event) => this.down(event));
      place.addEventListener("pointermove", (event) => this.drag(event));
      for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
      // The click that ends a drag chooses nothing.
      place.addEventListener("click", (event) => this.dragged && event.stopImmediatePropagation(), true);
      this.yieldTouch();
    }

    useFrame(frame, level) {
      this.closest = CLOSEST[level] || CLOSEST.district;
      if (frame.every((number, i) => number === this.base[i])) return;
      this.base = frame;
      this.reset();
    }

    /* Map units per pixel now; 0 while the map is not displayed. */
    unitsPerPixel() {
      const matrix = this.svg.getScreenCTM();
      return matrix && matrix.a ? 1 / matrix.a : 0;
    }

    at(clientX, clientY) {
      const matrix = this.svg.getScreenCTM();
      if (!matrix) return { x: this.x, y: this.y };
      return { x: (clientX - matrix.e) / matrix.a, y: (clientY - matrix.f) / matrix.d };
    }

    apply() {
      const [left, top, fullWidth, fullHeight] = this.base;
      const width = fullWidth / this.zoom;
      const height = fullHeight / this.zoom;
      this.x = Math.min(Math.max(this.x, left), left + fullWidth - width);
      this.y = Math.min(Math.max(this.y, top), top + fullHeight - height);
      const view = [this.x, this.y, width, height].map((number) => +number.toFixed(3)).join(" ");
      for (const layer of this.layers) layer.setAttribute("viewBox", view);
      this.yieldTouch();
      this.moved();
    }

    /* One finger scrolls the page until the map is enlarged; two fingers always belong to the map. */
    yieldTouch() {
      this.place.style.touchAction = this.zoom > 1 ? "none" : "pan-x pan-y";
    }

    /* Many movements per frame, one new view. */
    soon() {
      if (!this.waiting) {
        this.waiting = requestAnimationFrame(() => {
          this.waiting = 0;
          this.apply();
        });
      }
    }

    /* Enlarge by a factor; the point (map units) stays where it is. */
    zoomBy(factor, point) {
      const zoom = Math.min(Math.max(this.zoom * factor, 1), this.closest);
      const [, , width, height] = this.base;
      const fixed = point || { x: this.x + width / this.zoom / 2, y: this.y + height / this.zoom / 2 };
      this.x = fixed.x - ((fixed.x - this.x) * this.zoom) / zoom;
      this.y = fixed.y - ((fixed.y - this.y) * this.zoom) / zoom;
      this.zoom = zoom;
      this.soon();
    }

    /* Shares of the visible width and height. */
    panBy(right, down) {
      this.x += (right * this.base[2]) / this.zoom;
      this.y += (down * this.base[3]) / this.zoom;
      this.soon();
    }

    reset() {
      this.zoom = 1;
      [this.x, this.y] = this.base;
      this.apply();
    }

    centre(box) {
      this.x = box.x + box.width / 2 - this.base[2] / this.zoom / 2;
      this.y = box.y + box.height / 2 - this.base[3] / this.zoom / 2;
      this.apply();
    }

    /* Go to a box so that its surroundings stay in sight. */
    show(box) {
      const share = Math.max(box.width / this.base[2], box.height / this.base[3]);
      this.zoom = Math.min(Math.max(0.3 / share, 1), this.closest);
      this.centre(box);
    }

    /* After a step by keyboard: move only when the area has left the view. */
    keepInSight(box) {
      const x = box.x + box.width / 2 - this.x;
      const y = box.y + box.height / 2 - this.y;
      if (x < 0 || y < 0 || x > this.base[2] / this.zoom || y > this.base[3] / this.zoom) this.centre(box);
    }

    /* The page keeps the wheel unless Ctrl is held or the map has the focus (and has something left to do with it). */
    wheel(event) {
      const ours = event.ctrlKey || this.svg.contains(document.activeElement);
      if (!ours) this.place.dispatchEvent(new CustomEvent("wheel-passed", { bubbles: true }));
      if (!ours || (event.deltaY > 0 && this.zoom === 1 && !event.ctrlKey)) return;
      event.preventDefault();
      const pixels = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
      this.zoomBy(Math.exp(-pixels * (event.ctrlKey ? 0.006 : 0.002)), this.at(event.clientX, event.clientY));
    }

    down(event) {
      if (event.button !== 0) return;
      if (this.pointers.size === 0) this.dragged = false;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, fromX: event.clientX, fromY: event.clientY });
    }

    drag(event) {
      const pointer = this.pointers.get(event.pointerId);
      if (!pointer) return;
      const units = this.unitsPerPixel();
      const far = Math.hypot(event.clientX - pointer.fromX, event.clientY - pointer.fromY) > DRAG_FROM;
      if (!this.dragged && (far || this.pointers.size > 1)) {
        this.dragged = true;
        // From now on the movement is ours even outside the map; capturing earlier would redirect plain clicks.
        this.place.setPointerCapture(event.pointerId);
      }
      if (!this.dragged) return;
      const other = [...this.pointers.entries()].find(([id]) => id !== event.pointerId);
      const share = other ? 0.5 : 1; // of two fingers each moves the picture by half
      if (other) {
        const before = Math.hypot(pointer.x - other[1].x, pointer.y - other[1].y);
        const after = Math.hypot(event.clientX - other[1].x, event.clientY - other[1].y);
        if (before > 0) this.zoomBy(after / before, this.at((event.clientX + other[1].x) / 2, (event.clientY + other[1].y) / 2));
      }
      this.x -= (event.clientX - pointer.x) * units * share;
      this.y -= (event.clientY - pointer.y) * units * share;
      pointer.x = event.clientX;
      pointer.y = event.clientY;
      this.soon();
    }
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { Motion });
})();
