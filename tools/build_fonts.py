"""Build the fonts of PDF reports: the part of Noto Sans CJK SC that they need, without hints.

The cross of "no", which that font lacks, is drawn here.

Needs the Debian package fonts-noto-cjk (or the two collections in a folder given as argument).
The family gets a name of its own, so that an installed Noto Sans CJK SC, which has more
characters, can stand behind it.
"""

import sys
from math import sqrt
from pathlib import Path

from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from steersman.messages import LANGUAGES

ROOT = Path(__file__).parents[1]
SOURCES = Path("/usr/share/fonts/opentype/noto")
PACKAGE = ROOT / "src" / "steersman"
TARGET = PACKAGE / "report" / "fonts"
FAMILY = "Steersman Sans"
STROKES = {"Regular": 70, "Bold": 110}
"""Styles, and how thick the strokes of the cross are, in thousandths of an em."""
ARM, HEIGHT = 420, 360
"""Length of an arm of the cross and height of its middle, in thousandths of an em."""
CROSS, IN_ITS_PLACE = 0x2717, 0xAC00
"""The cross, and a syllable of no use here whose glyph it gets."""
RANGES = (
    (0x20, 0x7E),  # Latin, with the letters of pinyin and of Vietnamese
    (0xA0, 0x24F),
    (0x1E00, 0x1EFF),
    (0x2B0, 0x36F),
    (0x370, 0x45F),  # Greek and Cyrillic
    (0x2000, 0x214F),  # punctuation, superscripts, currencies, letterlike
    (0x2150, 0x23FF),  # fractions, arrows, operators
    (0x2460, 0x27BF),  # circled numbers, shapes, marks
    (0x3000, 0x30FF),  # punctuation of Chinese, kana
    (0xFF00, 0xFFEF),  # full-width forms
)
IN_NAMES = (
    "喆堃珺玥昉旸翀祎赟彧璟镕劼骉犇昇旻烜頔頫燊垚偲倞傃儁勍堉奡妘姮婳嫄嬅孖寯峣巘惇愔慜扆昳晞晢晧晳"
    "暐暕暘曈枟洺淏渟湉湜溦澔濛炘焜燚爔玘玙玚玠玦玭珅珣琀琎琤瑄璠瓀皞祐禛竑筼紘翙翯芃蒨虓衎訚谞鋆飏龑"
)
"""Characters of given names that GB 2312 lacks."""


def characters() -> set[int]:
    """Return what the fonts cover: GB 2312, scripts of names, and all our own texts."""
    covered = {code for first, last in RANGES for code in range(first, last + 1)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            covered.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    own = [PACKAGE / "messages" / "locale" / f"{language}.po" for language in LANGUAGES]
    for path in (*own, *PACKAGE.rglob("*.toml")):
        covered.update(map(ord, path.read_text("utf-8")))
    return covered | set(map(ord, IN_NAMES)) | {IN_ITS_PLACE}


def simplified_chinese(collection: Path) -> TTFont:
    """Return the font of a collection that has the shapes of mainland China."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(4).startswith("Noto Sans CJK SC"):
            return font
    raise LookupError(f"no Noto Sans CJK SC in {collection}")


def build(style: str, sources: Path) -> Path:
    """Write the font of a style."""
    font = simplified_chinese(sources / f"NotoSansCJK-{style}.ttc")
    options = Options(
        hinting=False,
        notdef_outline=True,
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "pwid"],
        drop_tables=["VORG", "vhea", "vmtx", "BASE"],
        name_IDs=["*"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    _draw_cross(font, STROKES[style])
    _rename(font, style)
    target = TARGET / f"SteersmanSans-{style}.otf"
    font.save(target)
    return target


def _draw_cross(font: TTFont, stroke: float) -> None:
    """Draw a cross as large as the tick and of its width."""
    name = font.getBestCmap()[IN_ITS_PLACE]
    glyphs = font["CFF "].cff.topDictIndex[0].CharStrings
    private = glyphs[name].private
    width = font["hmtx"][font.getBestCmap()[ord("✓")]][0]
    half, turn, middle = stroke / 2, (1 + 1j) / sqrt(2), complex(width / 2, HEIGHT)
    corners = (complex(ARM, -half), complex(ARM, half), complex(half, half))
    outline = [middle + corner * 1j**quarter * turn for quarter in range(4) for corner in corners]
    places = [(round(place.real), round(place.imag)) for place in outline]
    pen = T2CharStringPen(width - private.nominalWidthX, None)
    pen.moveTo(places[0])
    for place in places[1:]:
        pen.lineTo(place)
    pen.closePath()
    glyphs[name] = pen.getCharString(private, glyphs.globalSubrs)
    font["hmtx"][name] = (width, min(x for x, _ in places))
    for table in font["cmap"].tables:
        if table.cmap.pop(IN_ITS_PLACE, None):
            table.cmap[CROSS] = name


def _rename(font: TTFont, style: str) -> None:
    full = f"{FAMILY} {style}"
    postscript = f"SteersmanSans-{style}"
    table = font["name"]
    for number, text in ((1, FAMILY), (2, style), (3, full), (4, full), (6, postscript)):
        table.setName(text, number, 3, 1, 0x409)
    table.names = [record for record in table.names if record.langID == 0x409]
    for number in (16, 17):
        table.removeNames(number)
    font["CFF "].cff.fontNames = [postscript]
    font["CFF "].cff.topDictIndex[0].FullName = full
    font["CFF "].cff.topDictIndex[0].FamilyName = FAMILY
    font.recalcTimestamp = False


if __name__ == "__main__":
    for name in STROKES:
        written = build(name, Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES)
        print(f"{written.name}: {written.stat().st_size / 1e6:.1f} MB")
