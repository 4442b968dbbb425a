#!/usr/bin/env bash
# Joins plotly's trimmed bundle and its German words into the one file the browser loads, named after its content.
# Usage: build.sh <unpacked plotly.js-cartesian-dist-min> <unpacked plotly.js-locales>      (both as npm delivers them)
# Only needed for a new version; users of the dashboard never need node.
set -euo pipefail

bundle=$1/plotly-cartesian.min.js
locale=$2/de.js
version=$(sed -n 's/^\* plotly\.js (cartesian - minified) v\([0-9.]*\).*/\1/p' "$bundle" | head -n 1)
here=$(cd "$(dirname "$0")" && pwd)
joined=$(mktemp)

cat "$bundle" > "$joined"
# The locale is a CommonJS file, unchanged; the words below are new in plotly 4 and not yet in it, or say it better.
{
  printf '\n;(function (module) {\n'
  cat "$locale"
  cat <<'JS'
Object.assign(module.exports.dictionary, {
    'Download plot': 'Diagramm herunterladen',
    'Download plot as a PNG': 'Diagramm als PNG herunterladen',
    'Preparing image - this may take a few seconds': 'Das Bild wird erstellt, das kann einige Sekunden dauern',
    'Image download succeeded': 'Das Bild ist heruntergeladen'
});
Plotly.register(module.exports);
})({});
JS
} >> "$joined"

hash=$(sha256sum "$joined" | cut -c1-12)
rm -f "$here"/plotly-cartesian-de-*.min.js
install -m 644 "$joined" "$here/plotly-cartesian-de-$version-$hash.min.js"
rm -f "$joined"
printf 'plotly-cartesian-de-%s-%s.min.js\n' "$version" "$hash"
