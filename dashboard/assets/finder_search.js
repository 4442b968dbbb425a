/* Forgiving search: case, umlauts, hyphens, blanks, "SGB2" for "SGB II" and small slips of the finger. */
(function () {
  "use strict";

  const ROMAN = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7, viii: 8, ix: 9, x: 10, xi: 11, xii: 12, xiv: 14 };

  const DIGITS = /^\d+$/;

  /* One spelling for all: both sides of a comparison go through it, so it may be as rough as it likes. */
  function folded(text) {
    return text
      .toLowerCase()
      .replace(/ß/g, "ss")
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/([aou])e/g, "$1")
      .replace(/\b(sgb|hartz|alg)[\s-]*([ivx]+)\b/g, (all, law, number) => (ROMAN[number] ? law + ROMAN[number] : all))
      .replace(/\b(sgb|hartz|alg)[\s-]+(\d)/g, "$1$2")
      .replace(/[^a-z0-9]+/g, " ")
      .trim();
  }

  /* Fewest edits that turn `typed` into the beginning of `word`; more than `limit` counts as none. */
  function slips(typed, word, limit) {
    let row = Array.from({ length: typed.length + 1 }, (_, i) => i);
    let best = row[typed.length];
    for (let j = 1; j <= Math.min(word.length, typed.length + limit); j += 1) {
      const next = [j];
      for (let i = 1; i <= typed.length; i += 1) {
        next[i] = Math.min(row[i] + 1, next[i - 1] + 1, row[i - 1] + (typed[i - 1] === word[j - 1] ? 0 : 1));
        const swapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
        if (swapped) next[i] = Math.min(next[i], row[i - 1]); // two letters in the wrong order are one slip
      }
      row = next;
      best = Math.min(best, row[typed.length]);
    }
    return best <= limit ? best : Infinity;
  }

  /* Prepared once per list: words of the title count more than the further words. */
  function prepare(options) {
    return options.map((option) => {
      const label = folded(option.label);
      const further = folded((option.words || []).join(" ") + " " + (option.group || ""));
      const all = (label + " " + further).trim();
      return { option, label, labelWords: label.split(" "), words: all.split(" "), joined: all.replace(/ /g, "") };
    });
  }

  const LATER = 0.01; // of two titles the one whose word comes earlier

  /* The word with fewest slips: how many, and a little for every word before it. */
  function closest(part, words) {
    const limit = part.length > 7 ? 2 : 1;
    return Math.min(...words.map((word, i) => slips(part, word, limit) + LATER * Math.min(i, 20)));
  }

  /* 0 is best; Infinity means no match. One slip in a title is 4, in the further words 5; every further slip adds 2. */
  function rating(entry, typed) {
    let worst = entry.label === typed.join(" ") ? -1 : 0;
    for (const part of typed) {
      let found = Infinity;
      const place = entry.labelWords.findIndex((word) => word.startsWith(part));
      if (place >= 0) found = place === 0 ? 0 : 1;
      else if (entry.words.some((word) => word.startsWith(part))) found = 2;
      else if (DIGITS.test(part)) found = Infinity; // another number is another area or year, not a slip
      else if (part.length > 2 && entry.joined.includes(part)) found = 3;
      else if (part.length > 3) {
        found = Math.min(2 + 2 * closest(part, entry.labelWords), 3 + 2 * closest(part, entry.words));
      }
      worst = Math.max(worst, found);
      if (worst === Infinity) return worst;
    }
    return worst;
  }

  const ONE_SLIP = 6; // what is rated below has none or one

  /* The options that match, best first; slips are only forgiven where nothing matches without them, two where one is too few. */
  function search(prepared, text) {
    const query = folded(text);
    if (!query) return prepared.map((entry) => entry.option);
    const whole = query.replace(/ /g, "");
    const rated = prepared
      .map((entry, i) => {
        const within = DIGITS.test(whole) ? entry.words.some((word) => word.startsWith(whole)) : entry.joined.includes(whole);
        const joined = whole.length > 2 && within ? 3 : Infinity;
        return { option: entry.option, i, rate: Math.min(rating(entry, query.split(" ")), joined) };
      })
      .filter((found) => found.rate < Infinity)
      .sort((a, b) => a.rate - b.rate || a.i - b.i);
    const within = [3, ONE_SLIP - LATER].map((limit) => rated.filter((found) => found.rate <= limit)).find((kept) => kept.length);
    return (within || rated).map((found) => found.option);
  }

  window.dashboard_search = { folded, slips, prepare, search };
})();
