"""Abbreviations in a row's words: explained by the nearest plan, marked where they first stand, the words untouched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from index_plans import made_item, made_plan

from assistant.explaining import Explained, explained_in, marked
from ingest.records import Plan
from ingest.register import HeldAbbreviation


def held(short: str, long: str, plan_id: str, rec_no: str = "1") -> HeldAbbreviation:
    return HeldAbbreviation(short=short, long=long, plan_id=plan_id, rec_no=rec_no, n=None)


def explained(texts: list[str], abbreviations: list[HeldAbbreviation], *plans: Plan) -> dict[str, list[str]]:
    found = explained_in(texts, abbreviations, plans[0], {plan.plan_id: plan for plan in plans})
    return {one.short: [meaning.long for meaning in one.meanings] for one in found}


PLAN = made_plan("hmp-made-2025-01-01", made_item("1", "The ACCT case was closed."))
EARLIER = made_plan("hmp-made-2020-01-01", made_item("1", "An ACCT."))
OTHER = made_plan("hmp-other-2020-01-01", made_item("1", "A POM.")).model_copy(update={"establishment": "HMP Other"})


def test_the_plan_s_own_explanation_counts_before_others() -> None:
    own = held("POM", "prison offender manager", PLAN.plan_id)
    sister = held("POM", "prisoner of mine", EARLIER.plan_id)
    stranger = held("POM", "plan of management", OTHER.plan_id)
    plans = (PLAN, EARLIER, OTHER)
    assert explained(["Each POM"], [stranger, sister, own], *plans) == {"POM": ["prison offender manager"]}
    assert explained(["Each POM"], [stranger, sister], *plans) == {"POM": ["prisoner of mine"]}
    assert explained(["Each POM"], [stranger], *plans) == {"POM": ["plan of management"]}
    assert explained(["Each POM"], [stranger], PLAN) == {}


def test_two_meanings_are_both_told_and_neither_is_shown_on_hover() -> None:
    both = [held("SLT", "senior leadership team", PLAN.plan_id), held("SLT", "speech therapy", PLAN.plan_id, "2")]
    (one,) = explained_in(["The SLT meets."], both, PLAN, {PLAN.plan_id: PLAN})
    assert [meaning.long for meaning in one.meanings] == ["senior leadership team", "speech therapy"]
    assert one.title is None
    assert [piece.title for piece in marked(["The SLT meets."], [one])[0]] == [None]


def test_a_word_is_marked_once_in_its_plural_too_and_never_within_a_word() -> None:
    one = Explained("POM", (held("POM", "prison offender manager", PLAN.plan_id),))
    first, second = marked(["POMS, the (POMs) and a POM.", "POM"], [one])
    assert [(piece.text, piece.title) for piece in first if piece.title] == [("POM", "prison offender manager")]
    assert "".join(piece.text for piece in first[:1]) == "POMS, the ("
    assert [piece.title for piece in second] == [None]


def test_a_short_form_of_two_words_is_found() -> None:
    assert explained(["The HMPPS ED leads."], [held("HMPPS ED", "executive director", PLAN.plan_id)], PLAN) == {
        "HMPPS ED": ["executive director"]
    }


@given(
    st.lists(st.text(alphabet="AB ()s’'-.", max_size=30), max_size=4),
    st.sets(st.sampled_from(["A", "AB", "A B", "BA", "A-B", "B."]), max_size=4),
)
def test_marking_keeps_every_word_and_marks_each_form_at_most_once(texts: list[str], shorts: set[str]) -> None:
    known = [Explained(short, (held(short, f"long {short}", PLAN.plan_id),)) for short in sorted(shorts)]
    made = marked(texts, known)
    assert ["".join(piece.text for piece in pieces) for pieces in made] == texts
    titled = [piece.text for pieces in made for piece in pieces if piece.title]
    assert len(titled) == len(set(titled))
    assert set(titled) <= shorts
