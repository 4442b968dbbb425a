/* Small controls: a labelled choice and a copy button. Both are native elements, so keyboard and readers know them. */
(function () {
  "use strict";

  const { createElement: h, useRef, useState } = window.React;

  /* Options in the order they come; neighbours with the same group share a heading. */
  function grouped(options) {
    const groups = [];
    for (const [i, option] of options.entries()) {
      const last = groups[groups.length - 1];
      const item = h("option", { key: i, value: String(i), title: option.title, disabled: option.disabled }, option.label);
      if (last && last.name === (option.group || "")) last.items.push(item);
      else groups.push({ name: option.group || "", items: [item] });
    }
    return groups.map((group, i) => (group.name ? h("optgroup", { key: "group-" + i, label: group.name }, group.items) : group.items));
  }

  /* The name of an option that is left without its counterpart. */
  function called(option, left) {
    return option.beside && left.includes(option.beside) ? { ...option, label: option.alone } : option;
  }

  function Choice(props) {
    const left = props.without || [];
    const years = (props.years || []).slice().reverse();
    const options = [
      ...(props.options || []).filter((option) => !left.includes(option.value)).map((option) => called(option, left)),
      ...years.map((year) => ({ label: String(year), value: "year:" + year, group: "Früheres Jahr" })),
    ];
    // Positions instead of values: a native select knows only text, but a year or a number of classes stays a number.
    // A choice that is left out for now comes back with its indicator; until then the first one is shown.
    const wanted = left.includes(props.value) && options.length ? options[0].value : props.value;
    const position = options.findIndex((option) => option.value === wanted);
    const chosen = options[position];
    const hint = [props.hint, chosen && chosen.title].filter(Boolean).join(" ");
    // Where nothing can be chosen, a text says what holds instead of the value, which comes back afterwards.
    const fixed = typeof props.disabled === "string" ? props.disabled : "";
    const field = props.id + "-field";
    return h("div", { id: props.id, className: "choice " + (props.className || "") },
      h("label", { htmlFor: field }, props.label),
      h("select", {
        id: field,
        value: position < 0 || fixed ? "" : String(position),
        disabled: Boolean(props.disabled) || (left.length > 0 && options.length === 1),
        "aria-describedby": hint ? props.id + "-hint" : undefined,
        onChange: (event) => props.setProps({ value: options[Number(event.target.value)].value }),
      }, (position < 0 || fixed) && h("option", { value: "", disabled: true }, fixed || (props.disabled ? "–" : "Bitte wählen")),
      grouped(options)),
      hint && h("p", { id: props.id + "-hint", className: "hint" }, hint));
  }

  /* Without the clipboard interface (plain http, old browsers) a hidden field and the copy command do it. */
  function copyBySelection(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function copy(text) {
    if (!navigator.clipboard) return copyBySelection(text);
    return navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
  }

  /* The given text, or what stands in the elements named by `parts`: nothing need travel twice. */
  function wanted(props) {
    const read = (id) => (document.getElementById(id) || {}).innerText || "";
    return props.text || (props.parts || []).map(read).map((text) => text.trim()).filter(Boolean).join("\n");
  }

  function CopyButton(props) {
    const [said, say] = useState("");
    const timer = useRef(0);
    const button = useRef(null);
    const tell = (text) => {
      say(text);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => say(""), 4000);
    };
    const act = () =>
      copy(wanted(props)).then(
        () => tell("Kopiert"),
        () => tell("Das Kopieren hat nicht geklappt. Bitte markieren Sie den Text und kopieren Sie ihn von Hand."),
      ).then(() => button.current && button.current.focus());
    return h("span", { id: props.id, className: "copy " + (props.className || "") },
      h("button", { type: "button", className: "button", ref: button, onClick: act }, props.label || "Kopieren"),
      h("span", { className: "copy-said", role: "status" }, said));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { Choice, CopyButton });
})();
