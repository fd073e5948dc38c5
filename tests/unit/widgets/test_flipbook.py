"""The base of the steppable pictures: what is sent to the page, and what is shown without one."""

from __future__ import annotations

import json
from itertools import product

import pytest

from course.widgets import Flipbook
from course.widgets.drawing import label, picture
from course.widgets.pages import Page, Question, choice, slider


def page(words: str) -> Page:
    return Page(
        picture(40, words, label(0, 20, words), label(0, 35, "the same")), words, ((words,),)
    )


def tasks(cores: int, kind: str) -> list[Page]:
    return [page(f"{kind} {step} of {cores}") for step in range(1, cores + 1)]


CONTROLS = (
    slider("cores", "Cores", (1, 2, 4), at=2),
    choice("kind", "Kind", {"slow": "S", "fast": "F"}),
)


def svg_of(book: Flipbook, number: int) -> str:
    return "\n".join(book.book["lines"][line] for line in book.book["pages"][number]["svg"])


def test_every_setting_has_its_pages_in_the_order_that_the_page_counts_in() -> None:
    book = Flipbook(tasks, title="Tasks", controls=CONTROLS)
    flips = book.book["flips"]
    for place, (cores, kind) in enumerate(product((1, 2, 4), "SF")):
        made = [book.book["pages"][number] for number in flips[place]]
        assert [each["words"] for each in made] == [
            f"{kind} {n + 1} of {cores}" for n in range(cores)
        ]
        assert [svg_of(book, number) for number in flips[place]] == [
            each.svg for each in tasks(cores, kind)
        ]


def test_pages_of_a_setting_can_be_asked_for() -> None:
    book = Flipbook(tasks, title="Tasks", controls=CONTROLS)
    assert [each.words for each in book.pages()] == ["S 1 of 2", "S 2 of 2"]
    assert len(book.pages(cores=4, kind="F")) == 4
    with pytest.raises(TypeError, match="no control named speed"):
        book.pages(speed=1)


def test_equal_pages_and_lines_travel_once() -> None:
    same = page("one")
    book = Flipbook([same, page("two"), same], title="Same")
    assert book.book["flips"] == [[0, 1, 0]]
    assert len(book.book["pages"]) == 2
    assert len(set(book.book["lines"])) == len(book.book["lines"])
    assert sum("the same" in line for line in book.book["lines"]) == 1


def test_the_trait_is_plain_data() -> None:
    book = Flipbook(tasks, title="Tasks", controls=CONTROLS, head=("task",), about="About tasks.")
    assert json.loads(json.dumps(book.book)) == book.book
    assert [each["at"] for each in book.book["controls"]] == [1, 0]
    assert book.book["controls"][1]["texts"] == ["slow", "fast"]


def test_a_setting_without_pages_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one page for every setting"):
        Flipbook(
            lambda count: tasks(count, "S"), title="No", controls=[slider("count", "n", (0, 1))]
        )


def test_without_a_script_one_picture_and_all_steps_are_there() -> None:
    book = Flipbook(tasks, title="Tasks", controls=CONTROLS, head=("words <b>",), still=0)
    bundle = book._repr_mimebundle_()
    assert bundle is not None
    html = bundle[0]["text/html"]
    assert book.pages()[0].svg in html
    assert "words &lt;b&gt;" in html
    assert "Step 1 of 2." in html
    assert html.count("S 2 of 2") == 1, "the words of the other step, not its picture"
    assert bundle[0]["text/plain"] == "Flipbook('Tasks')"


def test_a_question_hides_the_answer_where_there_is_no_script() -> None:
    question = Question("How many?", 4711, "Because of that.", cover=picture(9, "the program"))
    book = Flipbook([page("it is 4711")], title="Guess", predict=question)
    html = book.draw()
    assert "How many?" in html
    assert "the program" in html
    assert "4711" not in html
    assert "Because" not in html
    assert book.book["question"]["answer"] == "4711"


def test_an_answer_that_cannot_be_chosen_is_refused() -> None:
    with pytest.raises(ValueError, match="none of the choices"):
        Question("Which?", "C", "So.", choices=("A", "B"))


def test_words_are_escaped_in_pictures() -> None:
    svg = picture(40, 'a "b" <c>', label(0, 0, "x < y & z"))
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in svg
    assert "x &lt; y &amp; z" in svg
