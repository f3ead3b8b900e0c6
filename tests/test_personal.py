"""What the reviewer is shown before a text is published: numbers of persons, and what is left of a template."""

import random
from dataclasses import replace

import pytest

from budgets.books import open_books
from budgets.personal import BANK_CARD, CHECKS, ID_CARD, PHONE, RESIDUE, WEIGHTS, suspicions_in, suspicions_of
from tests.drafts import sound_budget

FULL = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")
SAID = str.maketrans("0123456789", "〇一二三四五六七八九")
AROUND = (
    "联系人张某，{}。",
    "经办人信息：{}",
    "{}为收款人所有",
    "请与（{}）联系，",
    "补助对象：李某{}，已公示；",
    "1.{}",
)


def kinds(text):
    return [kind for kind, *_place in suspicions_in(text)]


def id_18(dice):
    place = dice.choice(("310107", "110101", "420583", "654321", "430122"))
    day = f"{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    number = f"{place}{dice.randint(1930, 2015)}{day}{dice.randint(1, 999):03d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True))
    return number + CHECKS[weighed % 11]


def id_15(dice):
    day = f"{dice.randint(30, 99)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    return f"3101{dice.randint(1, 20):02d}{day}{dice.randint(1, 999):03d}"


def mobile(dice):
    return f"1{dice.choice('3456789')}{dice.randint(0, 999_999_999):09d}"


def card(dice):
    bank = dice.choice(("6222", "6217", "4367", "5218", "9558", "6212"))
    number = f"{bank}{dice.randrange(10**11):011d}{'0' * dice.choice((0, 3))}"
    for check in "0123456789":
        if luhn(number + check):
            return number + check


def luhn(number):
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def grouped(number, *sizes, by=" "):
    parts, at = [], 0
    for size in (*sizes, len(number)):
        parts.append(number[at : at + size])
        at += size
    return by.join(part for part in parts if part)


#: How each kind is written: as it is, in groups, full-width, one digit after the other.
WAYS = {
    ID_CARD: (
        str,
        lambda n: n.lower(),
        lambda n: n.translate(FULL),
        lambda n: grouped(n, 6, 8),
        lambda n: grouped(n, 6, 4, 4, by="-"),
        lambda n: grouped(n, 3, 3, 4, 4, by="　"),
        lambda n: grouped(n, 6, 4, 2, 2, by=" - "),
        lambda n: " ".join(n),
    ),
    PHONE: (
        str,
        lambda n: n.translate(FULL),
        lambda n: n.translate(SAID),
        lambda n: grouped(n, 3, 4),
        lambda n: grouped(n, 3, 4, by="-"),
        lambda n: grouped(n, 3, 4, by="－").translate(FULL),
        lambda n: f"+86 {n}",
        lambda n: f"86-{n}",
        lambda n: f"Tel{n}",
        lambda n: " ".join(n),
    ),
    BANK_CARD: (
        str,
        lambda n: n.translate(FULL),
        lambda n: grouped(n, 4, 4, 4, 4),
        lambda n: grouped(n, 4, 4, 4, 4, by="-"),
        lambda n: grouped(n, 6),
        lambda n: grouped(n, 4, 4, 4, 4, by="\u00a0"),
    ),
}


def planted():
    """200 identifiers, each in one of the ways people write it and in the middle of a text."""
    dice = random.Random(2025)
    makers = {ID_CARD: (id_18, id_18, id_18, id_15), PHONE: (mobile,), BANK_CARD: (card,)}
    for n in range(200):
        kind = tuple(makers)[n % 3]
        make = makers[kind][n // 3 % len(makers[kind])]
        number = make(dice)
        way = str if make is id_15 else WAYS[kind][n // 3 % len(WAYS[kind])]
        yield kind, f"第一段没有什么。\n{AROUND[n // 7 % len(AROUND)].format(way(number))}"


@pytest.mark.parametrize(("kind", "text"), list(planted()))
def test_a_reviewer_is_shown_every_planted_number(kind, text):
    ((found, paragraph, start, end),) = suspicions_in(text)
    assert (found, paragraph) == (kind, 2)
    assert text[start:end].strip(" -－\u00a0　（）") == text[start:end]


def sentences():
    """1,000 texts as departments write them: amounts, codes, document numbers, dates, telephones of offices."""
    dice = random.Random(7)
    number = dice.randint

    def money():
        return f"{number(1, 9999):,}.{number(0, 99):02d}"

    def day():
        return f"{number(1, 12):02d}-{number(1, 28):02d}"

    shapes = (
        lambda: f"2025年收入预算总额为{money()}万元，比上年增加{number(1, 99)}.15%。",
        lambda: (
            f"支出合计{number(10**10, 10**13)}元，其中基本支出{number(10**9, 10**12)}.{number(0, 99):02d}元。"
        ),
        lambda: (
            f"根据沪财预〔{number(2015, 2025)}〕{number(1, 300)}号文件，项目编码：{number(10**20, 10**21 - 1)}。"
        ),
        lambda: (
            f"项目代码 3101{number(10**12, 10**13)}T{number(10**9, 10**10)}，科目{number(2010101, 2299999)}。"
        ),
        lambda: (
            f"联系电话：021-{number(10**7, 10**8 - 1)}，咨询时间 9:00—17:00，邮编 {number(200000, 201999)}。"
        ),
        lambda: (
            f"建设周期为2025年{number(1, 12)}月至2026-{day()}，流水号：20250{number(10**12, 10**13 - 1)}。"
        ),
        lambda: f"统一社会信用代码：1131010742{number(10**6, 10**7 - 1)}{number(0, 9)}，法人证书有效。",
        lambda: f"表中四列为 {number(1000, 9999)} {number(100, 999)} {number(10000, 99999)} {money()}。",
        lambda: (
            f"资产编号ZC1{number(3, 9)}{number(10**8, 10**9 - 1)}的车辆 1 辆，原值 {number(10**5, 10**6)} 元。"
        ),
        lambda: (
            f"采购公告见 https://www.ccgp.gov.cn/cggg/2025{number(10, 12)}/t2025_{number(10**7, 10**8)}.htm。"
        ),
    )
    return [dice.choice(shapes)() for _ in range(1000)]


def test_at_most_one_clean_text_in_a_hundred_is_held_up():
    held = [text for text in sentences() if suspicions_in(text)]
    assert len(held) <= 10, held[:20]


@pytest.mark.parametrize(
    "text",
    [
        "31010719900101123X",  # wrong check digit
        "310107199013011237",  # no such month
        "91310107MA1G123456",
        "12345678901",  # no mobile number begins with 12
        "15000000000元",
        "13812345678.90",
        "编号：13812345678",
        "6222 0212 3456 7890 124",  # wrong check digit
        "0000000000000000",
        "2025年1月20日 2025-01-20 20250120",
        "1234,567,890,123,456",
    ],
)
def test_what_only_looks_alike_is_left_alone(text):
    assert suspicions_in(text) == []


def test_what_was_found_as_one_kind_is_no_other():
    assert kinds("身份证 110101199003074530，手机 13812345678") == [ID_CARD, PHONE]


def test_a_very_long_text_is_looked_through_at_once():
    assert suspicions_in("1 " * 10_000 + "13812345678")[-1][0] == PHONE
    assert suspicions_in("9" * 20_000) == []


# Over a budget ----------------------------------------------------------------------------------------------------


@pytest.fixture
def budget(db):
    return sound_budget()


def test_a_sound_budget_holds_nothing_up(budget):
    assert suspicions_of(open_books(budget)) == ()


def test_the_sentence_names_the_paragraph_and_the_kind(budget):
    budget.notes.create(key="remark.income", text="增加的原因如下。\n\n张某，11010119900307453０。")
    (found,) = suspicions_of(open_books(budget))
    assert found.sentence == "第 2 段疑似含个人信息（身份证号），请核对"
    assert (found.kind, found.section) == (ID_CARD, "notes")
    assert found.shown == "110*************3０"


def test_a_number_is_found_in_whatever_text_it_stands(budget):
    number = "联系 138-1234-5678"
    project = budget.projects.create(name="培训", amount=1, use=number, plan=number, goal=number)
    budget.indicators.create(project=project, area="output", aspect="数量", name=number, target="1")
    budget.duties.create(text=number)
    budget.offices.create(name=number)
    budget.procurement_items.create(kind="goods", name=number, amount=1)
    budget.particulars.update_or_create(key="running", defaults={"reason": number})
    found = suspicions_of(open_books(budget), more=[("更正原因", "notes", number)])
    assert {each.kind for each in found} == {PHONE} and len(found) == 9
    assert [each.where for each in found if each.section == "projects"] == [
        "项目 培训 · 主要用途",
        "项目 培训 · 实施方案",
        "项目 培训 · 年度总体目标",
        "项目 培训 · 绩效指标",
    ]
    assert found[-1].where == "更正原因"


@pytest.mark.parametrize(
    "left",
    [
        "增加____万元。",
        "XX局增加 5 万元。",
        "（此处填写增加的原因）",
        "见表 5 HYPERLINK \\l _Toc123",
        "错误！未找到引用源。",
        "错误！未定义书签。",
        "批注 [A1]：这个数对吗",
        "【批注2】请核实",
        "带格式的：字体：宋体",
    ],
)
def test_what_is_left_of_a_template_or_of_editing_is_shown_too(budget, left):
    budget.notes.create(key="remark.income", text=f"没有问题。\n{left}")
    (found,) = suspicions_of(open_books(budget))
    assert (found.kind, found.sentence) == (RESIDUE, "第 2 段疑似含文件残留，请核对")


def test_a_confirmed_place_stays_the_same_until_it_changes(budget):
    note = budget.notes.create(key="remark.income", text="张某 13812345678")
    (before,) = suspicions_of(open_books(budget))
    note.text = "先说别的。\n张某 13812345678，\n李某 13812345678"
    note.save()
    after = suspicions_of(open_books(budget))
    assert after[0].id == before.id and after[1].id != before.id
    note.text = "张某 13812345679"
    note.save()
    assert suspicions_of(open_books(budget))[0].id != before.id


def test_the_name_of_a_place_does_not_tell_the_number(budget, settings):
    budget.notes.create(key="remark.income", text="13812345678")
    (before,) = suspicions_of(open_books(budget))
    settings.SECRET_KEY = "another " * 8
    assert suspicions_of(open_books(budget)) != (before,)
    assert before == replace(before, shown="138******78")
