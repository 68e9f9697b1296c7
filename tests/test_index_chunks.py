from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from index_plans import PLACE, gold_plans, made_item, made_plan

from assistant.chunks import Chunk, chunks_of, windows_of
from ingest.records import Plan, SetAside


def words_of(plan: Plan) -> dict[str, str]:
    return {chunk.chunk_id: chunk.text for chunk in chunks_of([plan])}


def test_item_and_each_action_with_its_items_words() -> None:
    plan = made_plan("p-2025-01-01", made_item("4", "Too few interpreters.", "Posters go up.", "A list is kept."))
    assert words_of(plan) == {
        "p-2025-01-01/4": "Too few interpreters.",
        "p-2025-01-01/4#1": "Too few interpreters. Posters go up.",
        "p-2025-01-01/4#2": "Too few interpreters. A list is kept.",
    }


def test_item_holds_its_section_and_the_response_of_its_one_action() -> None:
    plan = made_plan("p", made_item("6.1", "Train staff.", "Training is booked.", section="Safety"))
    assert words_of(plan)["p/6.1"] == "Safety Train staff. Training is booked."


def test_words_of_a_response_that_are_in_no_action_stay_with_the_item() -> None:
    item = made_item("1", "Concern.", "First step.", "Second step.", response="In part. First step. Second step. End.")
    assert words_of(made_plan("p", item))["p/1"] == "Concern. In part. End."


def test_an_item_that_was_not_agreed_is_found_by_its_reason() -> None:
    item = made_item("6.13", "Sell fruit.", response="A national contract forbids this.")
    assert words_of(made_plan("p", item)) == {"p/6.13": "Sell fruit. A national contract forbids this."}


def test_action_without_words_and_text_set_aside_are_in_no_chunk() -> None:
    plan = made_plan("p", made_item("1", "Concern.", "", "Second step."))
    plan = plan.model_copy(update={"set_aside": (SetAside(text="zebra", reason="garbled", source=PLACE),)})
    assert list(words_of(plan)) == ["p/1", "p/1#2"]
    assert "zebra" not in " ".join(words_of(plan).values())


def test_the_order_of_plans_makes_no_difference() -> None:
    earlier, later = gold_plans()
    assert chunks_of([earlier, later]) == chunks_of([later, earlier])


def test_every_item_of_the_samples_has_a_chunk() -> None:
    plans = gold_plans()
    items = {(plan.plan_id, item.rec_no) for plan in plans for item in plan.items}
    assert {(c.plan_id, c.rec_no) for c in chunks_of(plans) if c.action is None} == items


texts = st.lists(st.text(alphabet="ab.?! ", min_size=1), max_size=30).map(" ".join).map(lambda t: " ".join(t.split()))


@given(context=texts, words=texts.filter(bool), limit=st.integers(3, 40))
def test_windows_fit_and_keep_every_character(context: str, words: str, limit: int) -> None:
    windows = windows_of(Chunk("p/1#1", "p", "1", 1, context, words), len, limit)
    assert all(len(window.text) <= limit for window in windows)
    own = "".join(window.text[window.own_from :] for window in windows)
    told = "".join(window.text[: window.own_from] for window in windows if not window.context_repeated)
    assert own.replace(" ", "") == words.replace(" ", "")
    assert told.replace(" ", "") == context.replace(" ", "")


def test_windows_end_at_sentences_and_repeat_short_context() -> None:
    chunk = Chunk("p/1#1", "p", "1", 1, "Head.", "One two. Three four. Five six.")
    windows = windows_of(chunk, lambda text: len(text.split()), 5)
    assert [window.text for window in windows] == ["Head. One two. Three four.", "Head. Five six."]
    assert [window.text[window.own_from :] for window in windows] == ["One two. Three four.", "Five six."]
    assert [window.context_repeated for window in windows] == [False, True]
