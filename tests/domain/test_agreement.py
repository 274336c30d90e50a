"""The Agreement is the Положение in its own words, filled in for one name, and versions can be compared (row 2)."""

from dataclasses import replace

from domain.agreement import Difference, Line, Mark, Section, diff, fill_template
from domain.libraries.membership import Scope, scope
from domain.vocabulary.goals import FORMS, GOALS, TASKS, WORDINGS

FILLED = fill_template("Ивановка", Scope.INTER_REGIONAL)
WHOLE = "\n".join(section.title + "\n" + section.text for section in FILLED)


def test_the_agreement_has_the_five_parts_of_the_rulebook() -> None:
    assert [section.key for section in FILLED] == ["general", "goals", "tasks", "forms", "platform"]


def test_nothing_is_left_to_fill_in() -> None:
    assert "[[" not in WHOLE
    assert "«Ивановка»" in WHOLE


def test_the_level_of_the_cooperation_is_named() -> None:
    assert "разных субъектов Российской Федерации" in WHOLE
    assert "одного региона" in fill_template("Ивановка", Scope.INTRA_REGIONAL)[0].text


def test_every_goal_task_and_form_of_the_rulebook_is_in_it() -> None:
    assert (len(GOALS), len(TASKS), len(FORMS)) == (7, 6, 3)
    assert all(wording.text in WHOLE for wording in WORDINGS.values())


def test_the_words_of_the_rulebook_are_kept() -> None:
    for words in (
        "на принципах добровольности, самоуправления, равенства и гласности",
        "организуют взаимный доступ к библиотечным фондам",
        "является местом для размещения планов совместной работы, ведения хроники деятельности, волеизъявления всех",
        "Решение о присоединении к Соглашению или о выходе из Соглашения оформляется на площадке путём сообщения",
    ):
        assert words in WHOLE


def test_labels_fit_a_button_and_keys_are_one_of_a_kind() -> None:
    assert len(WORDINGS) == len(GOALS) + len(TASKS) + len(FORMS)
    assert all(0 < len(wording.label) <= 38 for wording in WORDINGS.values()), "what a button of VK shows whole"
    assert len({wording.label for wording in WORDINGS.values()}) == len(WORDINGS)


def test_a_name_full_of_signs_is_filled_in_as_it_is() -> None:
    odd = r"{0} \1 [[уровень]]"
    assert f"«{odd}»" in fill_template(odd, Scope.INTRA_REGIONAL)[0].text


def test_equal_versions_do_not_differ() -> None:
    assert diff(FILLED, FILLED) == ()


def test_a_changed_line_is_shown_among_its_neighbours() -> None:
    old = Section(key="goals", title="Цели", text="один\nдва\nтри")
    new = replace(old, text="один\nдве\nтри")
    assert diff((old,), (new,)) == (
        Difference(
            key="goals",
            lines=(
                Line(mark=Mark.KEPT, text="Цели"),
                Line(mark=Mark.KEPT, text="один"),
                Line(mark=Mark.REMOVED, text="два"),
                Line(mark=Mark.ADDED, text="две"),
                Line(mark=Mark.KEPT, text="три"),
            ),
        ),
    )


def test_sections_that_came_and_went_are_shown_whole() -> None:
    old, new = Section(key="a", title="А", text="х"), Section(key="b", title="Б", text="у")
    came, went = diff((old,), (new,))
    assert (came.key, {line.mark for line in came.lines}) == ("b", {Mark.ADDED})
    assert (went.key, {line.mark for line in went.lines}) == ("a", {Mark.REMOVED})


def test_the_scope_is_derived_from_the_roster_however_regions_are_spelled() -> None:
    assert scope([]) is Scope.INTRA_REGIONAL
    assert scope(["Белгородская область", "Белгородская обл.", "белгородчина"]) is Scope.INTRA_REGIONAL
    assert scope(["Белгородская область", "Якутия"]) is Scope.INTER_REGIONAL
    assert scope(["Минская область", "минская  область"]) is Scope.INTRA_REGIONAL
