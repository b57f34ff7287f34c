#!/bin/sh
# Puts the fonts of the documents into .cache/fonts (or the folder named by TONGGUAN_FONTS): the regulator's
# FangSong, Kai and Hei, a Latin face with the metrics of Times, a face for rare characters, one for check boxes.
# Nothing is installed: packages are only unpacked. The second run does nothing.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
folder=${TONGGUAN_FONTS:-$root/.cache/fonts}
python=${PYTHON:-$root/.venv/bin/python}
names="FandolFang-Regular.otf FandolKai-Regular.otf FandolHei-Regular.otf LiberationSerif-Regular.ttf \
LiberationSerif-Bold.ttf NotoSerifCJKsc-Regular.otf DejaVuSans.ttf"

if [ -f "$folder/manifest.json" ]; then
    complete=yes
    for name in $names; do [ -f "$folder/$name" ] || complete=no; done
    [ $complete = no ] || exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder" "$work/tree" "$work/new"

download() { (cd "$work" && apt-get download -q=2 "$1" >/dev/null 2>"$work/apt.log"); }

# fetch PACKAGE FILE: the installed file if it is there, else the file out of the unpacked package.
fetch() {
    if [ -f "/$2" ]; then echo "/$2"; return; fi
    if [ ! -f "$work/tree/$2" ]; then
        if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
            echo "Fonts are missing and apt is not here: copy $names and a manifest.json of their SHA-256 into $folder, or set TONGGUAN_FONTS." >&2
            exit 1
        fi
        echo "Fetching the fonts of $1" >&2
        download "$1" || { [ "$(id -u)" = 0 ] && apt-get update -qq && download "$1"; } || {
            echo "The package $1 could not be downloaded; run 'apt-get update' and then scripts/fonts.sh again." >&2
            exit 1
        }
        dpkg-deb -x "$work/$1"_*.deb "$work/tree"
        rm -f "$work/$1"_*.deb
    fi
    echo "$work/tree/$2"
}

fandol=usr/share/texlive/texmf-dist/fonts/opentype/public/fandol
for name in FandolFang-Regular FandolKai-Regular FandolHei-Regular; do
    file=$(fetch texlive-lang-chinese "$fandol/$name.otf")
    cp "$file" "$work/$name.otf"
    # chws halves neighbouring full-width punctuation, which these faces do not know by themselves.
    "$(dirname "$python")/add-chws" "$work/$name.otf" -o "$work/new/" >/dev/null 2>&1
done
for name in LiberationSerif-Regular LiberationSerif-Bold; do
    cp "$(fetch fonts-liberation2 usr/share/fonts/truetype/liberation2/$name.ttf)" "$work/new/"
done
cp "$(fetch fonts-dejavu-core usr/share/fonts/truetype/dejavu/DejaVuSans.ttf)" "$work/new/"
collection=$(fetch fonts-noto-cjk usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc)

"$python" - "$collection" "$work/new" "$folder" <<'PYTHON'
"""Finish the faces and move them into place, the manifest last.

The simplified Chinese face is taken out of its collection. The Fandol faces get the blank of Times (a quarter of the
size): a blank between hanzi and digits is drawn now with one face and now with the other, and both must be as wide.
"""
import hashlib
import json
import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

collection, new, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
face = next(f for f in TTCollection(collection, lazy=True) if f["name"].getDebugName(1) == "Noto Serif CJK SC")
face.recalcTimestamp = False
face.save(new / "NotoSerifCJKsc-Regular.otf")
for path in new.glob("Fandol*.otf"):
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    top = font["CFF "].cff.topDictIndex[0]
    for blank in {font.getBestCmap()[point] for point in (0x20, 0xA0)}:
        font["hmtx"][blank] = (250, 0)
        outline = top.CharStrings[blank]
        outline.decompile()
        outline.program = [250 - outline.private.nominalWidthX, "endchar"]
    font.save(path)
manifest = {}
for path in sorted(new.iterdir()):
    manifest[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    shutil.move(path, folder / path.name)
(folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
PYTHON
echo "Fonts are in $folder."
