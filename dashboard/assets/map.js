/* The one interactive map. `Picture` joins drawing, motion and tooltip and listens to the reader; the React component
   around it only hands over props and renders buttons and legend. React never touches the SVG: 849 fills per frame
   are cheap as attributes and dear as a virtual tree. */
(function () {
  "use strict";

  const { createElement: h, useLayoutEffect, useRef, useState } = window.React;
  const MOST_SELECTED = 6;
  const STEPS = { ArrowUp: "up", ArrowRight: "right", ArrowDown: "down", ArrowLeft: "left" };
  const TELL_PAUSE = 150; // milliseconds

  // Kept from the moment this script runs, because Dash empties its own part of the page before any component mounts.
  let early = document.querySelector("#first-map svg");

  function takeFirstPicture() {
    const first = document.querySelector("#first-map svg") || early;
    early = null;
    return first;
  }

  function removeFirstPage() {
    const place = document.getElementById("first-map");
    if (place) (place.closest("[data-first-page]") || place).remove();
  }

  class Picture {
    /* `report` receives {selected}, {hovered}, {goto} for Dash and {year}, {zoomed}, {error} for the frame. */
    constructor(root, report) {
      const { Drawing, Motion, Tooltip, WheelHint } = window.dashboard_map;
      this.report = report;
      this.root = root;
      this.canvas = root.querySelector(".map-canvas");
      this.live = root.querySelector(".map-live");
      this.ruler = root.querySelector(".map-scale");
      const first = takeFirstPicture();
      this.drawing = new Drawing(this.canvas, first);
      if (first) removeFirstPage();
      this.fromServer = Boolean(first);
      this.svg = this.drawing.svg;
      this.tooltip = new Tooltip(root.querySelector(".map-frame"));
      new WheelHint(root.querySelector(".map-frame"));
      this.motion = new Motion(this.canvas, this.drawing.layers, () => {
        this.tooltip.hide(); // its area has moved away from under it
        this.rescale();
      });
      this.sizes = new ResizeObserver(() => this.rescale());
      this.sizes.observe(this.svg);
      this.current = null; // the one area in the tab order
      this.props = {};
      this.listen(root);
    }

    listen(root) {
      const on = (type, act) => this.canvas.addEventListener(type, act);
      const areaOf = (event) => (event.target.closest ? event.target.closest("[data-area]") : null)?.dataset.area;
      on("click", (event) => areaOf(event) && this.toggle(areaOf(event)));
      const spot = (event) => event.clientX + " " + event.clientY;
      // When the map moves under a resting pointer, no tooltip jumps up.
      on("pointerover", (event) => areaOf(event) && spot(event) !== this.rested && this.enter(areaOf(event), event));
      on("pointerdown", (event) => event.pointerType === "touch" && areaOf(event) && this.enter(areaOf(event), event));
      on("pointermove", (event) => {
        this.rested = spot(event);
        if (event.movementY) this.upwards = event.movementY < 0;
      });
      on("pointerleave", (event) => event.pointerType !== "touch" && this.leave()); // a finger always leaves; its tooltip stays
      on("keydown", (event) => this.key(event, areaOf(event)));
      on("focusin", (event) => areaOf(event) && this.focused(areaOf(event), event.target));
      on("focusout", () => {
        this.drawing.markFocus(null);
        this.tooltip.hide();
      });
      this.escape = (event) => event.key === "Escape" && this.tooltip.hide();
      document.addEventListener("keydown", this.escape); // also while only the pointer is on the map
      this.elsewhere = (event) => root.contains(event.target) || this.tooltip.hide();
      document.addEventListener("pointerdown", this.elsewhere);
      // Dragging the year slider paints here directly, without a round trip.
      root.addEventListener("show-year", (event) => this.show(event.detail));
    }

    remove() {
      this.sizes.disconnect();
      this.tooltip.hide();
      clearTimeout(this.hovering);
      clearTimeout(this.telling);
      document.removeEventListener("keydown", this.escape);
      document.removeEventListener("pointerdown", this.elsewhere);
    }

    update(props) {
      const before = this.props;
      this.props = props;
      if (!props.series) return;
      if (props.label !== before.label) this.svg.setAttribute("aria-label", props.label || props.series.title);
      if (props.series !== before.series || props.shapes !== before.shapes || props.year !== before.year) this.show(props.year);
      const selected = props.selected || [];
      if (selected.join() !== this.drawing.selected.join() || props.selection_colours !== before.selection_colours) {
        this.drawing.outline(selected, props.selection_colours || ["#111"]);
        this.report({ notice: "" });
      }
      if (props.notes !== before.notes && this.tooltip.area) this.tooltip.fill(this.words(this.tooltip.area));
      if (props.goto && props.goto !== before.goto) this.goto(props.goto);
    }

    /* Show a year; when its shapes are still on their way, the last picture stays until they arrive. */
    show(year) {
      const { series } = this.props;
      const { shapesHere, fetchShapes } = window.dashboard_map;
      this.year = year;
      const address = this.address(series.shapes[year]);
      const ready = address && shapesHere(address);
      if (ready || (!address && this.drawing.shapes)) {
        if (ready && ready !== this.drawing.shapes) {
          this.drawing.useShapes(ready);
          this.motion.useFrame(ready.viewBox, ready.level);
          this.rescale();
        }
        this.drawing.paint(series, year);
        this.painted();
        return;
      }
      if (this.fromServer) this.painted(); // the server drew exactly this
      const wanted = () => this.props.series === series && this.year === year;
      if (!address) return;
      fetchShapes(address).then(
        () => wanted() && this.show(year),
        () => wanted() && this.report({ error: "Die Karte konnte nicht geladen werden. Bitte laden Sie die Seite neu. Alle Werte stehen auch in der Tabelle." }),
      );
    }

    /* Shapes that were handed in after the page was opened come with the series. */
    address(key) {
      const { series, shapes } = this.props;
      return (series.addresses || {})[key] || (shapes || {})[key];
    }

    painted() {
      const { series } = this.props;
      const first = !this.canvas.dataset.painted;
      this.canvas.dataset.painted = series.indicator + ":" + this.year;
      performance.mark("map-painted", { detail: this.canvas.dataset.painted });
      this.fromServer = false;
      this.keepCurrent();
      if (first || series !== this.toldFor) this.tellRest();
      else if (!this.telling) this.telling = setTimeout(() => this.tellRest(), TELL_PAUSE);
      if (this.tooltip.area) this.tooltip.fill(this.words(this.tooltip.area));
      if (this.going && this.drawing.shapes) this.goto(this.going);
    }

    /* Legend and labels follow a few times a second: as often as they can be read, and the fills stay fluent. */
    tellRest() {
      const { series } = this.props;
      clearTimeout(this.telling);
      this.telling = 0;
      this.report({ year: this.year, error: "" });
      this.drawing.describe(series, this.year);
      if (this.toldFor === series) return;
      this.toldFor = series;
      const keys = new Set(Object.values(series.shapes));
      window.dashboard_map.prefetchShapes([...keys].map((key) => this.address(key)).filter(Boolean));
    }

    words(area) {
      const { series, notes } = this.props;
      const words = window.dashboard_map.areaWords(series, this.year, area, this.drawing.shapes);
      // Notes come a moment after the year has changed; until then they are those of another year.
      const current = notes && notes.indicator === series.indicator && notes.year === Number(this.year);
      const said = (current && notes.words[area]) || "";
      return { ...words, note: [said, words.note].filter(Boolean).join("; ") };
    }

    say(text) {
      this.live.textContent = text;
    }

    rescale() {
      const units = this.motion.unitsPerPixel();
      if (!units) return;
      this.drawing.rescale(units, this.motion.zoom);
      const shapes = this.drawing.shapes;
      if (shapes && shapes.scale_km_per_unit) this.measure(units * shapes.scale_km_per_unit);
      this.root.style.setProperty("--map-pixels", Math.round(1000 / (units * this.motion.zoom)) / 1000); // per unit at full view
      this.report({ zoomed: this.motion.zoom > 1 });
    }

    /* The scale bar: the longest round distance of at most 120 pixels. */
    measure(kilometresPerPixel) {
      const distance = [100, 50, 20, 10, 5, 2, 1].find((km) => km / kilometresPerPixel <= 120) || 1;
      const width = Math.round(distance / kilometresPerPixel) + "px";
      if (this.ruler.style.width === width) return;
      this.ruler.style.width = width;
      this.ruler.textContent = distance + " km";
    }

    enter(area, event) {
      if (this.motion.dragged && event.buttons) return;
      this.drawing.highlight(area);
      // On the far side of the movement, so that the tooltip is never in the way.
      const place = { x: event.clientX, top: event.clientY, bottom: event.clientY };
      if (area !== this.tooltip.area) this.tooltip.show(area, this.words(area), place, this.upwards);
      clearTimeout(this.tooltip.leaving);
      this.hover(area);
    }

    leave() {
      this.drawing.highlight(null);
      this.tooltip.leave();
      this.hover(null);
    }

    hover(area) {
      clearTimeout(this.hovering);
      this.hovering = setTimeout(() => area !== (this.props.hovered || null) && this.report({ hovered: area }), 150);
    }

    toggle(area) {
      const selected = this.props.selected || [];
      const name = this.words(area).name;
      if (selected.includes(area)) {
        this.report({ selected: selected.filter((key) => key !== area) });
        this.say(`${name} abgewählt.`);
      } else if (selected.length >= MOST_SELECTED) {
        this.report({ notice: `Höchstens ${MOST_SELECTED} Gebiete lassen sich vergleichen. Bitte wählen Sie zuerst eines ab.` });
        return;
      } else {
        this.report({ selected: [...selected, area] });
        this.say(`${name} ausgewählt, ${selected.length + 1} von höchstens ${MOST_SELECTED}.`);
      }
      this.report({ notice: "" });
    }

    key(event, area) {
      if (event.altKey || event.metaKey || event.ctrlKey) return;
      const shape = area && this.drawing.shapes && this.drawing.shapes.byKey.get(area);
      if (event.key in STEPS) {
        const next = shape && (shape.neighbours || {})[STEPS[event.key]];
        if (next && this.drawing.nodes.has(next)) this.focus(next);
        else this.say("Hier endet die Karte.");
      } else if (event.key === "Enter" || event.key === " ") {
        if (area) this.toggle(area);
      } else if (event.key === "+" || event.key === "=") this.motion.zoomBy(1.5);
      else if (event.key === "-") this.motion.zoomBy(1 / 1.5);
      else if (event.key === "0") this.motion.reset();
      else return;
      event.preventDefault();
    }

    focus(area) {
      const node = this.drawing.nodes.get(area);
      this.motion.keepInSight(node.path.getBBox());
      node.path.focus({ preventScroll: this.svg.contains(document.activeElement) });
    }

    /* The label is brought up to date first: it is what a screen reader says next. */
    focused(area, path) {
      this.drawing.describe(this.props.series, this.year, area);
      this.makeCurrent(area);
      if (!path.matches(":focus-visible")) return;
      this.drawing.markFocus(area);
      const box = path.getBoundingClientRect();
      this.tooltip.show(area, this.words(area), { x: box.x + box.width / 2, top: box.top, bottom: box.bottom });
    }

    makeCurrent(area) {
      const before = this.drawing.nodes.get(this.current);
      if (before) before.path.setAttribute("tabindex", "-1");
      this.current = area;
      this.drawing.nodes.get(area).path.setAttribute("tabindex", "0");
    }

    keepCurrent() {
      const nodes = this.drawing.nodes;
      if (nodes.has(this.current) && nodes.get(this.current).path.getAttribute("tabindex") === "0") return;
      const area = this.props.series.areas.find((key) => nodes.has(key)) || nodes.keys().next().value;
      if (area) this.makeCurrent(area);
    }

    goto(area) {
      const { series } = this.props;
      const address = this.address(series.shapes[this.year]);
      // Wait for the shapes; `painted` comes back here.
      this.going = this.drawing.shapes && this.drawing.shapes === window.dashboard_map.shapesHere(address) ? null : area;
      if (this.going) return;
      const node = this.drawing.nodes.get(area);
      if (node) {
        this.motion.show(node.path.getBBox());
        this.focus(area);
      } else this.report({ notice: "Dieses Gebiet ist auf der Karte dieses Jahres nicht gezeichnet." });
      this.report({ goto: null });
    }
  }

  const DASH = ["selected", "hovered", "goto"];

  function MapPart(given) {
    const props = { ...given, series: window.dashboard_map.unpack(given.series) };
    const root = useRef(null);
    const picture = useRef(null);
    const outward = useRef(props.setProps);
    outward.current = props.setProps;
    const [state, setState] = useState({ year: props.year, zoomed: false, error: "", notice: "" });

    useLayoutEffect(() => {
      const report = (news) => {
        if (DASH.some((key) => key in news)) outward.current(news);
        else setState((old) => (Object.keys(news).every((key) => old[key] === news[key]) ? old : { ...old, ...news }));
      };
      picture.current = new Picture(root.current, report);
      return () => picture.current.remove();
    }, []);
    useLayoutEffect(() => picture.current.update(props));

    const { series } = props;
    const motion = () => picture.current.motion;
    const tool = (label, sign, act) => h("button", { key: label, type: "button", className: "map-tool", "aria-label": label, title: label, onClick: act }, sign);
    return h("div", { id: props.id, className: "map " + (props.className || ""), ref: root },
      h("div", { className: "map-frame" },
        h("div", { className: "map-canvas" }),
        h("div", { className: "map-tools", role: "group", "aria-label": "Kartenausschnitt" },
          tool("Vergrößern", "+", () => motion().zoomBy(1.5)),
          tool("Verkleinern", "−", () => motion().zoomBy(1 / 1.5)),
          tool("Ganze Karte zeigen", "⤢", () => motion().reset()),
          // Dragging needs a steady hand; the arrows do the same by single clicks (WCAG 2.5.7).
          state.zoomed && tool("Nach links", "←", () => motion().panBy(-0.25, 0)),
          state.zoomed && tool("Nach rechts", "→", () => motion().panBy(0.25, 0)),
          state.zoomed && tool("Nach oben", "↑", () => motion().panBy(0, -0.25)),
          state.zoomed && tool("Nach unten", "↓", () => motion().panBy(0, 0.25))),
        h("div", { className: "map-scale", "aria-hidden": true })),
      h("p", { className: "hint map-hint no-print" }, "Vergrößern: Strg + Mausrad oder Tasten + und −; 0 zeigt die ganze Karte."),
      h("p", { className: "map-message", role: "status" }, state.error || state.notice),
      h("p", { className: "map-live visually-hidden", "aria-live": "polite" }),
      series && h(window.dashboard_map.Legend, { series, year: state.year }));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { Map: MapPart });
})();
