/* The intake on the page „Daten“: signing in, sending a file, waiting for the work, deciding.
   Nothing is drawn from what the server says but text; what may be done is decided there. */
(function () {
  "use strict";

  const { createElement: h, useEffect, useRef, useState } = window.React;
  const BROKEN = "Der Server antwortet nicht. Bitte die Verbindung prüfen und noch einmal versuchen.";
  const ASK_AGAIN = 700; // ms
  const MEGABYTE = 1e6;

  const acted = () => window.dash_clientside.set_props("intake-acted", { data: Date.now() });

  /* The answer as an object; an object with `error` where the server refuses. */
  async function send(address, token, content) {
    try {
      const answer = await fetch(address, {
        method: content === undefined ? "GET" : "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", ...(token ? { "X-Formular": token } : {}) },
        body: content === undefined ? undefined : JSON.stringify(content),
      });
      return readAnswer(answer.ok, await answer.text());
    } catch {
      return { error: BROKEN };
    }
  }

  function readAnswer(ok, text) {
    try {
      const content = JSON.parse(text);
      return ok ? content : { error: content.error || BROKEN };
    } catch {
      return { error: BROKEN };
    }
  }

  const Said = ({ text }) => h("p", { className: text ? "notice warning" : "visually-hidden", role: "alert" }, text);

  function Field({ id, label, ...properties }) {
    return h("div", { className: "finder" }, h("label", { htmlFor: id }, label), h("input", { id, ...properties }));
  }

  function SourceSelect({ id, label, options, value, onChange, first }) {
    const groups = [...new Set(options.map((option) => option.group))];
    return h("div", { className: "choice" },
      h("label", { htmlFor: id }, label),
      h("select", { id, value, onChange: (event) => onChange(event.target.value) },
        first && h("option", { value: "" }, first),
        groups.map((group) => h("optgroup", { key: group, label: group },
          options.filter((option) => option.group === group).map((option) => h("option", { key: option.value, value: option.value }, option.label))))));
  }

  function SignIn(props) {
    const [said, setSaid] = useState("");
    const [busy, setBusy] = useState(false);
    const submit = async (event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      setBusy(true);
      const answer = await send(props.address, null, { who: form.get("who"), password: form.get("password") });
      setBusy(false);
      if (answer.error) return setSaid(answer.error);
      window.location.hash = "annahme";
      return window.location.reload();
    };
    return h("form", { id: props.id, className: "intake-form", onSubmit: submit },
      h(Field, { id: props.id + "-who", label: "Ihr Name", name: "who", autoComplete: "name", required: true, maxLength: 100 }),
      h(Field, { id: props.id + "-password", label: "Passwort der Verwaltung", name: "password", type: "password", autoComplete: "current-password", required: true }),
      h("button", { className: "button button-main", disabled: busy }, "Anmelden"),
      h(Said, { text: said }));
  }

  /* XMLHttpRequest, because fetch does not say how much has been sent. */
  function transfer(address, token, form, onProgress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("X-Formular", token);
      request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      request.onload = () => resolve(readAnswer(request.status < 400, request.responseText));
      request.onerror = () => resolve({ error: BROKEN });
      request.send(form);
    });
  }

  function Upload(props) {
    const [file, setFile] = useState(null);
    const [source, setSource] = useState("");
    const [share, setShare] = useState(null);
    const [said, setSaid] = useState("");
    const [over, setOver] = useState(false);
    const choose = (chosen) => {
      setSaid(chosen && chosen.size > props.largest ? `Die Datei ist größer als ${props.largest / MEGABYTE} MB.` : "");
      setFile(chosen || null);
    };
    const drop = (event) => {
      event.preventDefault();
      setOver(false);
      choose(event.dataTransfer.files[0]);
    };
    const submit = async (event) => {
      event.preventDefault();
      if (!file) return setSaid("Bitte eine Datei auswählen.");
      if (file.size > props.largest) return undefined;
      const form = new FormData();
      form.append("source", source);
      form.append("file", file);
      setShare(0);
      setSaid("");
      const answer = await transfer(props.address, props.token, form, setShare);
      setShare(null);
      return answer.error ? setSaid(answer.error) : acted();
    };
    const megabytes = file && (file.size / MEGABYTE).toLocaleString("de-DE", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    return h("form", { id: props.id, className: "intake-form", onSubmit: submit },
      h("div", { className: "intake-drop" + (over ? " over" : ""), onDrop: drop, onDragOver: (event) => { event.preventDefault(); setOver(true); }, onDragLeave: () => setOver(false) },
        h("p", null, "Datei hierher ziehen oder"),
        h("input", { id: props.id + "-file", className: "visually-hidden", type: "file", onChange: (event) => choose(event.target.files[0]), "aria-describedby": props.id + "-chosen" }),
        h("label", { htmlFor: props.id + "-file", className: "button" }, "Datei auswählen"),
        h("p", { id: props.id + "-chosen", className: "hint" }, file ? `${file.name}, ${megabytes} MB` : "")),
      h(SourceSelect, { id: props.id + "-source", label: "Quelle", options: props.sources || [], value: source, onChange: setSource, first: "aus der Datei erkennen" }),
      h("button", { className: "button button-main", disabled: share !== null }, "Prüfen"),
      share !== null && h("p", { role: "status" }, h("progress", { value: share, "aria-label": "Übertragen" }), ` ${Math.round(share * 100)} % übertragen`),
      h(Said, { text: said }));
  }

  function Act(props) {
    const [said, setSaid] = useState("");
    const [busy, setBusy] = useState(false);
    const [asking, setAsking] = useState(false);
    const [chosen, setChosen] = useState("");
    const yes = useRef(null);
    useEffect(() => { if (asking) yes.current.focus(); }, [asking]);
    const act = async () => {
      if (props.options && !chosen) return setSaid("Bitte auswählen.");
      setAsking(false);
      setBusy(true);
      const answer = await send(props.address, props.token, { ...props.content, ...(props.options ? { [props.option]: chosen } : {}) });
      setBusy(false);
      setSaid(answer.error || "");
      if (answer.error) return undefined;
      return props.reload ? window.location.reload() : acted();
    };
    const cancel = (event) => event.key === "Escape" && setAsking(false);
    return h("div", { id: props.id, className: "intake-act" },
      props.options && h(SourceSelect, { id: props.id + "-options", label: props.choose, options: props.options, value: chosen, onChange: setChosen, first: "bitte wählen" }),
      asking
        ? h("div", { className: "notice intake-ask", role: "group", "aria-label": props.ask, onKeyDown: cancel },
          h("p", null, props.ask),
          h("button", { type: "button", ref: yes, className: "button button-main", onClick: act }, "Ja, " + props.label.toLowerCase()),
          h("button", { type: "button", className: "button", onClick: () => setAsking(false) }, "Abbrechen"))
        : h("button", { type: "button", className: "button" + (props.main ? " button-main" : ""), disabled: busy, onClick: () => (props.ask ? setAsking(true) : act()) }, props.label),
      h(Said, { text: said }));
  }

  function Progress(props) {
    const [words, setWords] = useState(props.words);
    const [said, setSaid] = useState("");
    useEffect(() => {
      let timer = null;
      let gone = false;
      const ask = async () => {
        const answer = await send(props.address);
        if (gone) return;
        if (answer.error) { setSaid(answer.error); timer = setTimeout(ask, 10 * ASK_AGAIN); return; }
        setSaid("");
        if (["receiving", "checking", "loading"].includes(answer.phase)) {
          setWords(answer.words);
          timer = setTimeout(ask, ASK_AGAIN);
        } else acted();
      };
      timer = setTimeout(ask, ASK_AGAIN / 2);
      return () => { gone = true; clearTimeout(timer); };
    }, [props]);
    return h("div", { id: props.id },
      h("p", { role: "status" }, h("progress", { "aria-label": "Fortschritt" }), " " + words + " …"),
      h(Said, { text: said }));
  }

  window.dashboard_parts = Object.assign(window.dashboard_parts || {}, { SignIn, Upload, Act, Progress });
})();
