/* A chart that is taken away as a picture says what it shows and where it comes from, like every other export.
 *
 * Plotly's own button draws the bare chart. Here its click is caught, and the picture gets the heading of the page above
 * the chart and the sources below it: the texts of `#PAGE-title`, `#CHART-unit` and `#PAGE-source` for a chart `PAGE-…`.
 * Where a chart shows more than the page tells of, `#CHART-caption` names the address of its sources in `data-sources`;
 * it is asked with the view of `#PAGE-query`, or that of the address bar.
 */
(function () {
  "use strict";

  const WIDTH = 1000; // pixels on every screen: a picture for a paper, also when it is taken on a phone
  const SCALE = 2;
  const EDGE = 16;
  const INK = "#1b2631";
  const TITLE = { size: 20, line: 26, weight: 700 };
  const SMALL = { size: 13, line: 18, weight: 400 };

  const said = (id) => {
    const part = document.getElementById(id);
    return part ? part.textContent.replace(/\s+/g, " ").trim() : "";
  };

  /* The texts as lines of whole words, each with its font. */
  function lines(pen, texts) {
    const found = [];
    for (const [text, font] of texts) {
      use(pen, font);
      let line = "";
      for (const word of text.split(" ")) {
        const longer = line ? line + " " + word : word;
        if (line && pen.measureText(longer).width > WIDTH - 2 * EDGE) { found.push([line, font]); line = word; } else line = longer;
      }
      if (line) found.push([line, font]);
    }
    return found;
  }

  function use(pen, font) {
    pen.font = `${font.weight} ${font.size}px ${getComputedStyle(document.body).fontFamily}`;
  }

  const tall = (written) => written.length ? written.reduce((sum, [, font]) => sum + font.line, 0) + 2 * EDGE : 0;

  function write(pen, written, top) {
    let y = top + EDGE;
    pen.fillStyle = INK;
    pen.textBaseline = "top";
    for (const [text, font] of written) {
      use(pen, font);
      pen.fillText(text, EDGE, y);
      y += font.line;
    }
  }

  const page = (name) => name.split("-")[0];

  /* What stands above and below the chart of this name. */
  async function words(name) {
    const caption = document.getElementById(name + "-caption");
    const address = caption && caption.dataset.sources;
    let below = said(page(name) + "-source");
    if (address) {
      const answer = await fetch(address + (said(page(name) + "-query") || window.location.search)).catch(() => null);
      below = answer && answer.ok ? await answer.text() : "Für das gewählte Jahr: " + below;
    }
    const above = [[said(page(name) + "-title"), TITLE], [said(name + "-unit"), SMALL]];
    return { above: above.filter(([text]) => text), below: [[below, SMALL]] };
  }

  /* The chart between its words, on a canvas. */
  async function drawn(chart, name) {
    const height = Math.round(chart.clientHeight);
    // Copies: plotly writes back into what it draws.
    const data = structuredClone(chart.data), layout = { ...structuredClone(chart.layout), autosize: false, width: WIDTH, height };
    const bare = new Image();
    bare.src = await window.Plotly.toImage({ data, layout }, { format: "png", width: WIDTH, height, scale: SCALE });
    await bare.decode();
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const { above, below } = await words(name);
    const [over, under] = [lines(pen, above), lines(pen, below)];
    canvas.width = WIDTH * SCALE;
    canvas.height = (tall(over) + height + tall(under)) * SCALE;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bare, 0, tall(over) * SCALE);
    pen.scale(SCALE, SCALE);
    write(pen, over, 0);
    write(pen, under, tall(over) + height);
    return canvas;
  }

  async function save(chart, name, file) {
    const canvas = await drawn(chart, name);
    const content = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = file + ".png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  let busy = false;

  async function take(event) {
    const button = event.target.closest && event.target.closest(".modebar-btn");
    const chart = button && button.closest(".js-plotly-plot");
    const place = chart && chart.parentElement.closest("[id]");
    if (!place || !said(page(place.id) + "-source")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return; // a double click wants one picture
    busy = true;
    const options = chart._context.toImageButtonOptions;
    try {
      await save(chart, place.id, options.filename);
    } catch { // a browser that cannot draw on paper of its own
      await window.Plotly.downloadImage(chart, options);
    } finally {
      busy = false;
    }
  }

  document.addEventListener("click", take, true);
})();
