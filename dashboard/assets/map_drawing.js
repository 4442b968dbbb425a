/* The picture itself, its nodes kept at hand, so that a change of year touches only the fills that differ.
   Three SVG lie exactly above each other: areas, edges, and circles with outlines. The browser keeps each as a picture
   of its own, so new fills do not cost drawing 12,000 points of edges again. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const PREFIX = "map-pattern-";
  const LAYERS = [["areas", "overlays"], ["edges"], ["circles", "outlines"]]; // painted in this order
  const UNFILLED = "#fbfcfc"; // areas under circles
  const MANY_AREAS = 100;
  const CIRCLE = "#2c6e9b";

  function element(name, attributes, parent) {
    const node = document.createElementNS(SVG, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (parent) parent.append(node);
    return node;
  }

  class Drawing {
    /* `first` is the picture the server drew into the page, or null: then an empty one is made. */
    constructor(holder, first) {
      this.svg = first || element("svg", { class: "map-svg" });
      this.svg.removeAttribute("data-first");
      this.svg.removeAttribute("aria-labelledby");
      // A widget of its own: screen readers hand over the arrow keys.
      this.svg.setAttribute("role", "application");
      this.svg.setAttribute("aria-roledescription", "Karte");
      const defs = this.svg.querySelector("defs") || element("defs", {}, this.svg);
      defs.innerHTML = window.dashboard_map.patternDefinitions(PREFIX);
      this.patterns = [...defs.children];
      this.groups = {};
      this.layers = LAYERS.map((names, i) => {
        const layer = i ? element("svg", { class: "map-layer", viewBox: this.svg.getAttribute("viewBox") || "0 0 100 100" }) : this.svg;
        for (const name of names) {
          this.groups[name] = this.svg.querySelector("g." + name) || element("g", { class: name });
          layer.append(this.groups[name]);
        }
        return layer;
      });
      this.halo = element("path", { class: "lines-halo" });
      this.lines = element("path", { class: "lines" }); // dark on white: seen on any colour
      this.borders = element("path", { class: "borders" }); // of districts, on a map of municipalities
      this.land = this.groups.outlines.querySelector(".land") || element("path", { class: "land" });
      this.groups.edges.replaceChildren(this.halo, this.lines, this.borders, this.land);
      this.groups.outlines.replaceChildren();
      this.chosen = element("g", { class: "chosen" }, this.groups.outlines);
      this.hover = element("path", { class: "hover-line" }, this.groups.outlines);
      this.focus = element("g", { class: "focus-mark" }, this.groups.outlines);
      element("path", { class: "focus-halo" }, this.focus);
      element("path", { class: "focus-line" }, this.focus);
      this.nodes = new Map();
      for (const path of this.groups.areas.querySelectorAll("path")) {
        this.adopt(path.dataset.area, path, path.getAttribute("d"), path.getAttribute("fill"));
      }
      this.drawLines([...this.nodes.values()].map((node) => node.d));
      this.shapes = null;
      this.selected = [];
      this.scale = 1; // map units per pixel
      this.zoom = 1;
      this.holder = holder;
      holder.append(...this.layers);
    }

    adopt(key, path, d, fill) {
      path.setAttribute("class", "area");
      path.setAttribute("role", "button");
      path.setAttribute("tabindex", "-1");
      path.setAttribute("aria-pressed", "false");
      const node = { key, path, d, fill, label: "", overlay: null, circle: null, size: 0 };
      this.nodes.set(key, node);
      return node;
    }

    /* Take over the shapes of another division (mostly the same areas) or another level (all new). */
    useShapes(shapes) {
      if (shapes === this.shapes) return;
      if (!this.shapes) {
        // The server's own circles and overlays have served; the paint that follows makes ours.
        this.groups.overlays.replaceChildren();
        this.groups.circles.replaceChildren();
      }
      this.shapes = shapes;
      this.order = null;
      for (const area of shapes.areas) {
        let node = this.nodes.get(area.key);
        if (!node) {
          const path = element("path", { "data-area": area.key, d: area.path }, this.groups.areas);
          node = this.adopt(area.key, path, area.path, null);
        } else if (node.d !== area.path) {
          node.d = area.path;
          node.path.setAttribute("d", area.path);
          if (node.overlay) node.overlay.setAttribute("d", area.path);
        }
      }
      for (const node of this.nodes.values()) {
        if (!shapes.byKey.has(node.key)) this.remove(node);
      }
      this.drawLines(shapes.areas.map((area) => area.path));
      this.land.setAttribute("d", shapes.outline || "");
      this.borders.setAttribute("d", shapes.borders || "");
      this.outline(this.selected, this.colours);
    }

    /* One path for all edges; where areas are small, thin lines without white leave room for their colours. */
    drawLines(paths) {
      const many = paths.length > MANY_AREAS;
      this.lines.setAttribute("d", paths.join(""));
      this.halo.setAttribute("d", many ? "" : paths.join(""));
      this.groups.edges.classList.toggle("fine", many);
    }

    remove(node) {
      for (const part of [node.path, node.overlay, node.circle]) if (part) part.remove();
      this.nodes.delete(node.key);
    }

    /* Nodes in the order of the payload, so that painting needs no look-up. */
    align(series) {
      if (this.order && this.series === series) return;
      this.series = series;
      this.order = series.areas.map((key) => this.nodes.get(key));
      const told = new Set(series.areas);
      this.untold = [...this.nodes.values()].filter((node) => !told.has(node.key));
      const circles = series.kind === "circle";
      if (!circles && this.groups.circles.firstChild) {
        this.groups.circles.replaceChildren();
        for (const node of this.nodes.values()) node.circle = null;
      }
      if (circles) this.placeCircles(series);
    }

    /* Small circles on top of large ones, by the largest size an area ever has. */
    placeCircles(series) {
      const largest = (i) => Math.max(0, ...series.years.map((year) => (series.size[year] || [])[i] || 0));
      const order = this.order.map((node, i) => [node, largest(i)]).sort((a, b) => b[1] - a[1]);
      this.groups.circles.replaceChildren();
      for (const [node] of order) {
        if (!node) continue;
        const place = this.shapes && this.shapes.byKey.get(node.key);
        node.size = 0;
        node.circleFill = "";
        node.circle = place ? element("circle", { "data-area": node.key, cx: place.x, cy: place.y, r: 0 }, this.groups.circles) : null;
      }
    }

    paint(series, year) {
      this.align(series);
      const fill = window.dashboard_map.statusFill;
      const classes = series.class[year] || [];
      const statuses = (series.status || {})[year] || {};
      const sizes = series.kind === "circle" ? (series.size || {})[year] || [] : null;
      for (let i = 0; i < this.order.length; i += 1) {
        const node = this.order[i];
        if (!node) continue; // not on this division
        const number = classes[i] === undefined ? -1 : classes[i];
        const status = statuses[node.key];
        const colour = number >= 0 ? (sizes ? UNFILLED : series.colours[number]) : fill(number === -2 ? "dissolved" : status || "missing", PREFIX);
        this.fill(node, colour);
        this.mark(node, number >= 0 && status === "unreliable" ? "unreliable" : "");
        if (sizes && node.circle) this.resize(node, number >= 0 ? sizes[i] || 0 : 0, series.colours[number] || CIRCLE);
      }
      for (const node of this.untold) {
        this.fill(node, fill("missing", PREFIX));
        this.mark(node, "");
      }
    }

    fill(node, colour) {
      if (node.fill === colour) return;
      node.fill = colour;
      node.path.setAttribute("fill", colour);
    }

    /* A second path above the class colour, only for the few areas that need one. */
    mark(node, status) {
      if (!status === !node.overlay) return;
      if (node.overlay) {
        node.overlay.remove();
        node.overlay = null;
      } else {
        const fill = window.dashboard_map.statusFill(status, PREFIX);
        node.overlay = element("path", { d: node.d, fill }, this.groups.overlays);
      }
    }

    /* Circles keep their size on the screen while the map is enlarged: they come apart, and the legend stays true. */
    resize(node, size, colour) {
      if (node.size !== size) {
        node.size = size;
        node.circle.setAttribute("r", size / this.zoom);
      }
      if (node.circleFill !== colour) {
        node.circleFill = colour;
        node.circle.setAttribute("fill", colour);
      }
    }

    /* Only labels that changed are written; `only` restricts it to one area (the focused one). */
    describe(series, year, only) {
      const { areaWords, areaSentence } = window.dashboard_map;
      for (const node of only ? [this.nodes.get(only)] : this.nodes.values()) {
        if (!node) continue;
        const label = areaSentence(areaWords(series, year, node.key, this.shapes));
        if (label === node.label) continue;
        node.label = label;
        node.path.setAttribute("aria-label", label);
      }
    }

    /* Outlines in the selection's colours, each with its number, so that colour is not the only sign. */
    outline(selected, colours) {
      for (const key of this.selected) {
        if (this.nodes.has(key)) this.nodes.get(key).path.setAttribute("aria-pressed", "false");
      }
      this.selected = selected;
      this.colours = colours;
      this.chosen.replaceChildren();
      const present = selected.map((key, i) => [this.nodes.get(key), colours[i % colours.length], i + 1]).filter(([node]) => node);
      for (const [node] of present) {
        node.path.setAttribute("aria-pressed", "true");
        element("path", { class: "chosen-halo", d: node.d }, this.chosen);
      }
      for (const [node, colour] of present) element("path", { class: "chosen-line", d: node.d, stroke: colour }, this.chosen);
      for (const [node, colour, number] of present) {
        const place = this.shapes && this.shapes.byKey.get(node.key);
        if (!place) continue;
        const pin = element("g", { class: "pin", "data-x": place.x, "data-y": place.y }, this.chosen);
        element("circle", { r: 12, fill: colour }, pin);
        element("text", { dy: "0.36em" }, pin).textContent = number;
      }
      this.placePins();
    }

    placePins() {
      for (const pin of this.chosen.querySelectorAll(".pin")) {
        pin.setAttribute("transform", `translate(${pin.dataset.x} ${pin.dataset.y}) scale(${this.scale})`);
      }
    }

    highlight(key) {
      const node = this.nodes.get(key);
      this.hover.setAttribute("d", node ? node.d : "");
    }

    markFocus(key) {
      const node = this.nodes.get(key);
      for (const path of this.focus.children) path.setAttribute("d", node ? node.d : "");
    }

    /* What keeps its size on the screen: hatches, pins and circles. */
    rescale(unitsPerPixel, zoom) {
      if (unitsPerPixel === this.scale && zoom === this.zoom) return;
      this.scale = unitsPerPixel;
      for (const pattern of this.patterns) pattern.setAttribute("patternTransform", `scale(${unitsPerPixel})`);
      // All strokes are multiples of this pixel (see style.css); the browser's own non-scaling strokes cost twice as much.
      this.holder.style.setProperty("--pixel", unitsPerPixel);
      this.placePins();
      if (zoom === this.zoom) return;
      this.zoom = zoom;
      for (const node of this.nodes.values()) if (node.circle && node.size) node.circle.setAttribute("r", node.size / zoom);
    }
  }

  window.dashboard_map = Object.assign(window.dashboard_map || {}, { Drawing });
})();
