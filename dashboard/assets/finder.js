/* A field to type in with a list to choose from (WAI-ARIA combobox), for indicators and for areas. */
(function () {
  "use strict";

  const { createElement: h, useEffect, useMemo, useState } = window.React;
  const MOST_SHOWN = 200; // of 871 areas the rest appears while typing

  const fetched = new Map(); // address -> promise of further options: one request a visit, however many fields ask

  function further(address) {
    if (!fetched.has(address)) {
      const asked = fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
      asked.catch(() => fetched.delete(address)); // asked again when the field is used again
      fetched.set(address, asked);
    }
    return fetched.get(address);
  }

  /* The further options of a field, and whether they are still on their way or could not be had. */
  function useFurther(address, wanted) {
    const [state, setState] = useState({ options: [], told: "" });
    useEffect(() => {
      if (!address || !wanted) return undefined;
      let current = true;
      setState({ options: [], told: "Weitere Namen werden geladen …" });
      further(address).then(
        (options) => current && setState({ options, told: "" }),
        () => current && setState({ options: [], told: "Weitere Namen lassen sich gerade nicht laden." }));
      return () => { current = false; };
    }, [address, wanted]);
    return state;
  }

  /* Groups in the order of their best entry; within a group the order of the search. */
  function inGroups(options) {
    const groups = new Map();
    for (const option of options) {
      const name = option.group || "";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(option);
    }
    return [...groups.entries()];
  }

  function Finder(props) {
    const own = props.options || [];
    const [text, setText] = useState(null); // null: nothing typed, the field shows the chosen label
    const [open, setOpen] = useState(false);
    const [active, setActive] = useState(-1);
    const [used, setUsed] = useState(false);
    const more = useFurther(props.more, used);
    // Further options would bury the own ones in a list nobody has narrowed yet.
    const options = useMemo(() => (text || !own.length ? [...own, ...more.options] : own), [own, more, !text]);
    const prepared = useMemo(() => window.dashboard_search.prepare(options), [options]);
    const found = useMemo(() => window.dashboard_search.search(prepared, text || ""), [prepared, text]);
    const shown = useMemo(() => inGroups(found.slice(0, MOST_SHOWN)), [found]);
    const flat = useMemo(() => shown.flatMap(([, items]) => items), [shown]);
    const chosen = props.clear_after ? undefined : options.find((option) => option.value === props.value);
    const name = (part) => `${props.id}-${part}`;

    const show = () => {
      if (open) return;
      setOpen(true);
      setActive(chosen ? flat.indexOf(chosen) : -1);
    };
    const close = () => {
      setOpen(false);
      setText(null);
      setActive(-1);
    };
    const pick = (option) => {
      close();
      if (option.href) {
        window.location.assign(option.href);
        return;
      }
      props.setProps({ value: option.value, picked: (props.picked || 0) + 1 });
    };

    useEffect(() => {
      const item = open && active >= 0 && document.getElementById(name("option-" + active));
      if (item) item.scrollIntoView({ block: "nearest" });
    }, [open, active]);

    const onKeyDown = (event) => {
      const last = flat.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const down = event.key === "ArrowDown";
        if (!open) show();
        else setActive(down ? (active >= last ? 0 : active + 1) : active <= 0 ? last : active - 1);
      } else if (event.key === "Enter" && open) {
        const option = flat[active] || (text ? flat[0] : undefined);
        if (option) pick(option);
      } else if (event.key === "Escape" && (open || text !== null)) close();
      else if (event.key === "PageDown" && open) setActive(Math.min(active + 10, last));
      else if (event.key === "PageUp" && open) setActive(Math.max(active - 10, 0));
      else return;
      event.preventDefault();
    };

    const items = useMemo(() => {
      let i = -1;
      return shown.map(([group, members], g) => {
        const rows = members.map((option) => {
          i += 1;
          return { option, i };
        });
        return { group, g, rows };
      });
    }, [shown]);

    const item = ({ option, i }) =>
      h("li", {
        key: option.value + option.label, // many municipalities lead to one district
        id: name("option-" + i),
        role: "option",
        className: "finder-option" + (i === active ? " active" : ""),
        "aria-selected": i === active,
        onPointerDown: (event) => event.preventDefault(), // keeps the focus in the field
        onClick: () => pick(option),
      }, option.label,
      option.star && h("span", { className: "star", title: "Kernindikator" }, " ★", h("span", { className: "visually-hidden" }, " Kernindikator")),
      option.note && h("span", { className: "finder-note" }, " ", option.note));

    const entries = open && items.map(({ group, g, rows }) =>
      group
        ? h("li", { key: "group-" + g, role: "presentation" },
          h("ul", { role: "group", "aria-labelledby": name("group-" + g) },
            h("li", { id: name("group-" + g), role: "presentation", className: "finder-group" }, group), rows.map(item)))
        : rows.map(item));
    const rest = found.length - flat.length;
    const count = found.length === 1 ? "1 Treffer" : found.length + " Treffer";
    return h("div", { id: props.id, className: "finder " + (props.className || "") },
      h("label", { htmlFor: name("field") }, props.label),
      h("div", { className: "finder-box" },
        h("input", {
          id: name("field"),
          type: "text",
          role: "combobox",
          autoComplete: "off",
          spellCheck: false,
          placeholder: props.placeholder,
          "aria-expanded": open,
          "aria-controls": name("list"),
          "aria-autocomplete": "list",
          "aria-activedescendant": open && active >= 0 ? name("option-" + active) : undefined,
          "aria-describedby": props.hint ? name("hint") : undefined,
          value: text !== null ? text : chosen ? chosen.label : "",
          onChange: (event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(event.target.value ? 0 : -1);
          },
          onClick: show,
          onFocus: (event) => {
            setUsed(true);
            event.target.select();
          },
          onBlur: close,
          onKeyDown,
        }),
        h("span", { className: "finder-arrow", "aria-hidden": true }, "▾"),
        h("ul", { id: name("list"), role: "listbox", className: "finder-list", hidden: !open || !flat.length, "aria-label": props.label }, entries),
        open && !flat.length && h("p", { className: "finder-none" }, more.told || "Nichts gefunden. Bitte kürzer oder anders schreiben."),
        open && rest > 0 && h("p", { className: "visually-hidden" }, `${rest} weitere Einträge erscheinen beim Tippen.`)),
      h("p", { className: "visually-hidden", role: "status" }, open && text ? (!found.length && more.told) || count : ""),
      props.hint && h("p", { id: name("hint"), className: "hint" }, props.hint));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { Finder });
})();
