"""The faces of the printed document: trimmed once at set-up, the full ones for rare characters.

Headings stand in 黑体 (Noto Sans SC), text in 宋体 (Noto Serif SC). A trimmed TrueType face costs
a document about 7 KB where the full OpenType face costs 85 KB; names such as 镕 or 䶮 are outside
the trim and come from the full face, which is therefore always the second family.
"""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

import fontTools
import pylopdf_fonts_zh_cn
from django.conf import settings
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

FACES = {"MzSong": "serif", "MzHei": "sans"}

# Raise when the recipe below changes, so that faces made by the old one are made again.
RECIPE = 3

# Used in official documents; GB2312 has some of these and lacks others (№ it has, ⑳ it has not).
SYMBOLS = (
    "“”‘’《》〈〉（）【】〔〕「」『』、。，！？：；·—…−–～‐"
    "≥≤＝≠≈±×÷＋－＜＞／％‰℃㎡㎥№￥¥€°′″→←↑↓▲△▼▽✓○●◎□■◆◇★☆※§†‡■"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ〇"
)
# One unit in a thousand of the letter's height: below what a printer can show.
MAX_ERROR = 1.0
# Outlines on a grid half as fine as the source's: half a step is 10 µm in the title of the cover, half a dot at 1,200 dpi,
# and an eighth of what every document carries of its faces is saved.
UNITS = 500


def directory():
    return Path(settings.DATA_DIR) / "fonts"


def full_face(style):
    """The untrimmed OpenType face: "serif" or "sans"."""
    paths = {"serif": pylopdf_fonts_zh_cn.serif_path, "sans": pylopdf_fonts_zh_cn.sans_path}
    return paths[style]()


def faces():
    """Every family a printed document may name, with the file that holds it."""
    trimmed = {family: directory() / f"{family}.ttf" for family in FACES}
    full = {f"{family}Full": full_face(style) for family, style in FACES.items()}
    return trimmed | full


def font_css(text):
    """The @font-face rules for printing a text. A missing face is an error: nobody would see another.

    The full faces, 20 MB to read and keep, are named only where the text has a character that the trimmed ones lack.
    """
    is_common = set(text) <= {"\n", *advances()}
    rules = []
    for family, path in faces().items():
        if is_common and family not in FACES:
            continue
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: run manage.py build_fonts.")
        rules.append(f"@font-face {{ font-family: {family}; src: url('{path.as_uri()}'); }}")
    return "\n".join(rules)


def missing_from(text):
    """The characters of a text that no face has, each once: in print they would be blank."""
    return "".join(dict.fromkeys(char for char in text if char not in printable() and not char.isspace()))


@cache
def printable():
    """Every character that the two full faces both have: which of them prints it is the style sheet's to say."""
    found = []
    for style in FACES.values():
        with TTFont(full_face(style), lazy=True) as font:
            found.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*found)


@cache
def advances():
    """How far each character moves the line on, in em, as in MzSong; MzHei is nowhere wider where tables are set."""
    with TTFont(faces()["MzSong"], lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}


def build():
    """Make the trimmed faces unless they are there; say whether anything was made."""
    stamp = directory() / "stamp"
    wanted = fingerprint()
    if is_built(stamp, wanted):
        return False
    directory().mkdir(parents=True, exist_ok=True)
    for family, style in FACES.items():
        write_atomically(faces()[family], trim(full_face(style)))
    write_atomically(stamp, wanted.encode())
    return True


def is_built(stamp, wanted):
    return stamp.exists() and stamp.read_text() == wanted and all(path.exists() for path in faces().values())


def fingerprint():
    """Changes whenever anything the trimmed faces are made from changes."""
    digest = hashlib.sha256(f"{RECIPE} {fontTools.version} {MAX_ERROR} {UNITS}".encode())
    digest.update(repr(sorted(code_points())).encode())
    for style in FACES.values():
        digest.update(full_face(style).read_bytes())
    return digest.hexdigest()


def code_points():
    """ASCII, the whole of GB2312, and the symbols above."""
    pairs = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    gb2312 = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    return set(range(0x20, 0x7F)) | {0xA0} | {ord(character) for character in gb2312 + SYMBOLS}


def trim(source):
    """The bytes of a TrueType face holding our characters; the same bytes every time."""
    with tempfile.SpooledTemporaryFile(max_size=2**26) as file:
        # The source's own dates stay: the time of building would change the bytes.
        with TTFont(source, recalcTimestamp=False) as font:
            subset(font)
            turn_into_truetype(font)
            scale_upem(font, UNITS)
            font.save(file, reorderTables=True)
        file.seek(0)
        return file.read()


def subset(font):
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    # Vertical setting is never used.
    options.drop_tables += ["VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points())
    subsetter.subset(font)


def turn_into_truetype(font):
    """Replace the cubic outlines by quadratic ones."""
    order = font.getGlyphOrder()
    glyphs = quadratic_glyphs(font.getGlyphSet(), order)
    line_up_digits(font, glyphs)
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    del font["CFF "]
    for name in order:
        glyph = glyf[name]
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    font["maxp"] = truetype_limits(len(order))
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def quadratic_glyphs(outlines, order):
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        # TrueType fills to the right of its contours, PostScript to the left.
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    return glyphs


def line_up_digits(font, glyphs):
    """Set all digits equally wide, each in the middle: Noto Serif has no tabular figures, and its 1 is a sixth narrower,
    so that amounts below each other would not meet at the point."""
    widths = font["hmtx"].metrics
    digits = [font.getBestCmap()[ord(digit)] for digit in "0123456789"]
    widest = max(widths[name][0] for name in digits)
    for name in digits:
        aside = (widest - widths[name][0]) // 2
        glyphs[name].coordinates.translate((aside, 0))
        widths[name] = (widest, widths[name][1] + aside)


def truetype_limits(count):
    """The table in which TrueType says how much it asks of the machine that draws it: no hints."""
    maxp = newTable("maxp")
    maxp.tableVersion = 0x00010000
    maxp.numGlyphs = count
    maxp.maxZones = 1
    for name in (
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxComponentDepth",
    ):
        setattr(maxp, name, 0)
    return maxp


def write_atomically(path, content):
    """Never leave half a file where a reader may find it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o644)
    os.replace(temporary, path)
