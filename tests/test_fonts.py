"""The faces of the printed document are what the documents need, and can be made again."""

import hashlib

import pytest
from fontTools.ttLib import TTFont

COMMON = "部门预算公开一般公共财政拨款支出情况表三经费机关运行采购绩效目标科编码万元的是不在有"
RARE = "镕喆堃䶮㙍"


def faces_by_family(fonts):
    return {family: TTFont(fonts.faces()[family]) for family in fonts.FACES}


def test_trimmed_faces_hold_truetype_outlines(fonts):
    for face in faces_by_family(fonts).values():
        assert "glyf" in face and "CFF " not in face
        assert face["glyf"][face.getBestCmap()[ord("账")]].numberOfContours > 0


def test_trimmed_faces_cover_everything_an_official_document_uses(fonts):
    for face in faces_by_family(fonts).values():
        covered = set(face.getBestCmap())
        assert {ord(character) for character in COMMON} <= covered
        assert fonts.code_points() <= covered


def test_digits_stand_below_each_other(fonts):
    for face in faces_by_family(fonts).values():
        assert len({face["hmtx"][face.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_rare_characters_of_names_are_in_the_full_faces(fonts):
    for style in fonts.FACES.values():
        assert {ord(character) for character in RARE} <= set(TTFont(fonts.full_face(style)).getBestCmap())


def test_building_again_does_nothing(fonts):
    assert fonts.build() is False


@pytest.mark.parametrize("family", ["MzHei"])
def test_the_same_bytes_every_time(fonts, family):
    built = fonts.faces()[family].read_bytes()
    again = fonts.trim(fonts.full_face(fonts.FACES[family]))
    assert hashlib.sha256(again).digest() == hashlib.sha256(built).digest()


def test_the_style_sheet_names_files_that_exist_and_nothing_from_outside(fonts):
    css = fonts.font_css(RARE)
    assert css.count("@font-face") == 4
    assert css.count("url('file://") == 4


def test_the_full_faces_are_named_only_where_they_are_needed(fonts):
    assert fonts.font_css(COMMON).count("@font-face") == 2


def test_a_missing_face_is_an_error_not_another_face(fonts, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(FileNotFoundError, match="build_fonts"):
        fonts.font_css(COMMON)
