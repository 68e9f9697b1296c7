"""The report as one HTML page that stands by itself: styles, plots and data within, no script, no outside host."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from evals.family_scores import FamilyScores, Name
from evals.gate import Accepted
from evals.intervals import Estimate
from evals.measures import TOTAL
from evals.standard.plots import PlotRow, interval_plot, percent, reliability_plot, span
from evals.standard.record import StandardReport
from evals.standard.wrong_answers import wrong_answers

FAMILIES = {
    "topic": "about a topic",
    "topic_all": "about a topic, in all prisons",
    "topic_status": "about a topic, still open or overdue",
    "lookup": "one row looked up",
    "reason": "why something was refused",
    "filter": "by owner, answer, group or date",
    "count": "how many",
    "date_status": "overdue, due, completed",
    "compare": "two plans compared",
    "definition": "what a term means",
    "plan": "facts of a plan",
    "abstain": "no answer exists: must refuse",
    "followup": "following on from a question",
}

_FIGURES = (
    (Name.RIGHT, "Fully right"),
    (Name.COUNT_EXACT, "Counts exact"),
    (Name.CITATION_PRECISION, "Rows cited that belong"),
    (Name.CITATION_RECALL, "Rows that belong, cited"),
    (Name.ABSTENTION_F1, "Refusals (F1)"),
    (Name.QUOTES_FOUND, "Quotes word for word"),
)

_STYLE = """
:root { --ink: #0b0c0c; --soft: #505a5f; --line: #b1b4b6; --pale: #f3f2f1; --own: #1d70b8; --other: #8a9299; }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.8rem; line-height: 1.2 } h2 { margin: 2.5rem 0 .5rem; font-size: 1.35rem } h3 { font-size: 1.05rem }
p { max-width: 44rem } small, .soft { color: var(--soft) } .lead { font-size: 1.15rem }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem }
.card { padding: .75rem; background: var(--pale); border-left: 4px solid var(--own) }
.card b { display: block; font-size: 1.6rem; line-height: 1.2 } .card small { display: block }
.line { display: grid; grid-template-columns: minmax(9rem, 17rem) 1fr 8.5rem; gap: .75rem; align-items: center }
.line svg { width: 100%; height: 1rem } .line .value { white-space: nowrap } .strong { font-weight: bold }
.track { fill: var(--pale) } .bar { fill: var(--other) } .strong .bar, circle { fill: var(--own) }
.span { stroke: var(--ink); stroke-width: 2; vector-effect: non-scaling-stroke }
.mark { stroke: #d4351c; stroke-width: 2; vector-effect: non-scaling-stroke }
.square { width: 100%; max-width: 24rem; font-size: 11px } .diagonal { stroke: var(--line) }
.whisker { stroke: var(--soft) } .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)) }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
td.n, th.n { text-align: right; white-space: nowrap } td small { white-space: nowrap } .down { color: #d4351c }
td:first-child { min-width: 9rem } .text { white-space: pre-line }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 } summary { cursor: pointer }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .2rem .75rem; margin: .5rem 0 1rem; font-size: .9rem }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere } code { overflow-wrap: anywhere }
@media (max-width: 40rem) { .line { grid-template-columns: 1fr 8.5rem } .line svg { grid-column: 1 / -1; grid-row: 2 }
  .line { margin-bottom: .4rem; gap: 0 .5rem } dl { grid-template-columns: 1fr } dd { margin-bottom: .3rem } }
@media print { details { break-inside: avoid } }
"""


def page(report: StandardReport, accepted: Accepted | None) -> str:
    """The page; ``accepted`` are the scores to compare with, if any were accepted."""
    parts = (
        _opening(report),
        _beside_others(report),
        _families(report, accepted),
        _finding(report),
        _calibration(report),
        wrong_answers(report),
        _how(report, accepted),
    )
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>How good the action plan assistant is</title><style>{_STYLE}</style></head>\n<body>"
        + "\n".join(parts)
        + "</body></html>\n"
    )


def _opening(report: StandardReport) -> str:
    own = report.part("report")
    right = own.figure(Name.RIGHT)
    every = report.part("all")
    all_right = _in_words(every.figure(Name.RIGHT))
    lead = (
        f"Of {own.questions} questions kept apart for this report, it answered "
        f"<b>{_in_words(right)}</b> fully right: every row that belongs was cited and no other, counts were equal, "
        "and where no answer exists it said so."
    )
    cards = "".join(
        f'<div class="card"><b>{percent(found.value)}</b>{escape(title)}<small>{span(found)}, of '
        f"{found.questions} questions</small></div>"
        for name, title in _FIGURES
        if (found := own.figure(name)) is not None
    )
    unscored = f" {every.unscored} of them could not be answered at all." if every.unscored else ""
    return (
        "<h1>How good the action plan assistant is</h1>"
        f'<p class="soft">Standard evaluation of {_day(report)}, program '
        f'{escape(report.provenance.commit or "unknown")}</p><p class="lead">{lead}</p><div class="cards">{cards}</div>'
        "<p>Each figure stands with the interval that it would move in if other questions of the same kinds were asked "
        f"(95 in 100). In all, {every.questions} questions were asked.{unscored} The others may have served to "
        f"build the program or to choose between its versions; over all together {all_right} were "
        "fully right.</p>"
    )


def _beside_others(report: StandardReport) -> str:
    systems = [one for one in report.systems if one.scores.asked == "report"]
    best = [
        max((one for one in systems if one.system == name), key=lambda one: _value(one.scores.figure(Name.RIGHT)))
        for name in dict.fromkeys(one.system for one in systems)
    ]
    right = [
        PlotRow(one.label, found, strong=one.top is None)
        for one in best
        if (found := one.scores.figure(Name.RIGHT)) is not None
    ]
    rows = [
        (
            escape(one.label),
            _cell(one.scores.figure(Name.RIGHT)),
            _cell(one.found),
            _cell(one.scores.figure(Name.CITATION_PRECISION)),
            _cell(one.scores.figure(Name.CITATION_RECALL)),
            _cell(one.scores.figure(Name.COUNT_EXACT)),
            _cell(one.scores.figure(Name.ABSTENTION_RECALL)),
        )
        for one in systems
    ]
    heads = ("", "Fully right", "All rows found", "Rows that belong", "Belonging rows", "Counts", "Refused when due")
    return (
        "<h2>Beside what would be used instead</h2>"
        "<p>The same documents, the same questions, the same rules, the same model of meaning. The others give their "
        "best few passages, whatever is asked: they cannot filter, count or refuse, and so are seldom fully right. "
        "“All rows found” is the kindest reading of them: every row that belongs is somewhere among those given, "
        "whatever else is.</p><h3>Fully right, each at its best number of passages</h3>"
        f"{interval_plot(right)}<details><summary>All figures</summary>{_table(heads, rows)}</details>"
        "<p><small>The stock pipeline is llama-index with its defaults, without a language model, each passage citing "
        "the rows it shows. The other three search the rows as this program read them. “Rows that belong” is the share "
        "of cited rows that belong, “belonging rows” the share of belonging rows that are cited.</small></p>"
    )


def _families(report: StandardReport, accepted: Accepted | None) -> str:
    made = ["<h2>By kind of question</h2>"]
    if accepted is not None:
        day = f"{accepted.accepted.day} {accepted.accepted:%B %Y}"
        made.append(f"<p>Red marks and “before” are the scores accepted on {day}.</p>")
    for asked in report.sets:
        families = [one for one in report.families if one.asked == asked.name]
        rows = [
            PlotRow(
                _title(one),
                found,
                mark=_before(accepted, one, Name.RIGHT),
                strong=one.family == TOTAL,
            )
            for one in families
            if (found := one.figure(Name.RIGHT)) is not None
        ]
        heads = ("", "n", *(title for _, title in _FIGURES), "Before")
        cells = [
            (
                escape(_title(one)),
                str(one.questions),
                *(_cell(one.figure(name)) for name, _ in _FIGURES),
                _change(one, accepted),
            )
            for one in families
        ]
        made.append(
            f"<h3>{escape(asked.title)} ({asked.questions} questions)</h3>{interval_plot(rows)}"
            f"<details><summary>All figures</summary>{_table(heads, cells)}</details>"
        )
    return "".join(made)


def _finding(report: StandardReport) -> str:
    made = [
        "<h2>Finding rows by topic</h2><p>How well rows are ranked for labelled topics, apart from everything else. "
        "R@10: of the rows about the topic, how many are among the first ten; RR: how near the top the first one "
        "stands; nDCG: both together, 100% being a perfect order. The assistant's own order ends at its cut, where the "
        "others go on.</p>"
    ]
    for asked in dict.fromkeys(one.asked for one in report.rankings):
        some = [one for one in report.rankings if one.asked == asked]
        rows = [(escape(one.system), *(_cell(figure.estimate) for figure in one.figures)) for one in some]
        heads = ("", *(figure.name for figure in some[0].figures))
        made.append(f"<h3>{escape(asked).capitalize()} ({some[0].queries} queries)</h3>{_table(heads, rows)}")
    return "".join(made)


def _calibration(report: StandardReport) -> str:
    made = [
        "<h2>Whether the cut knows how sure it is</h2><p>The assistant decides for each row whether it is about a "
        "topic. Rows of which it said 80% should be about the topic in 80 of 100 cases: dots on the line. Larger dots "
        'are more rows; whiskers are intervals.</p><div class="pair">'
    ]
    for one in report.calibrations:
        share = f" Mean distance from the line: {percent(one.error)}." if one.error is not None else ""
        made.append(
            f"<div><h3>{escape(one.asked).capitalize()}</h3>{reliability_plot(one)}<p><small>{one.queries} queries: "
            f"{one.given} rows given, {one.given_right} of them about the topic; {one.missed} missed, of which "
            f"{one.near} were offered as near misses.{share}</small></p></div>"
        )
    return "".join(made) + "</div>"


def _how(report: StandardReport, accepted: Accepted | None) -> str:
    made = report.provenance
    files = [(escape(one.name), f"<code>{escape(one.version)}</code>") for one in (*made.versions, *made.fingerprints)]
    timings = [(escape(one.asked), f"{one.median} ms", f"{one.p95} ms") for one in report.timings]
    before = f" Compared with the scores of program {escape(accepted.commit or 'unknown')}." if accepted else ""
    return (
        "<h2>How this was made</h2><p>By one command, <code>make evaluate</code>, on "
        f"{escape(made.machine)}, in {report.seconds:.0f} seconds.{before} Two runs of one program give the same "
        f"figures: their hash is <code>{report.figures_sha256[:16]}</code>. How each question was made and what the "
        "parts are stands in <code>evals/README.md</code>; everything on this page is in <code>report.json</code> "
        "beside it.</p><h3>Time to answer</h3>"
        + _table(("", "Median", "95 of 100"), timings)
        + "<h3>Versions and fingerprints</h3>"
        + _table(("", ""), files)
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML already; every column but the first is of figures where it has heads."""
    head = "".join(f"<th{' class=n' if n else ''}>{escape(text)}</th>" for n, text in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' if n and any(heads) else ''}>{cell}</td>" for n, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(found: Estimate | None) -> str:
    return "–" if found is None else f"{percent(found.value)}<br><small>{span(found)}</small>"


def _in_words(found: Estimate | None) -> str:
    return "none" if found is None else f"{percent(found.value)} ({span(found)})"


def _value(found: Estimate | None) -> float:
    return found.value if found else 0.0


def _title(one: FamilyScores) -> str:
    return "All" if one.family == TOTAL else FAMILIES.get(one.family, one.family)


def _before(accepted: Accepted | None, one: FamilyScores, name: Name) -> float | None:
    family = accepted.family(one.key) if accepted else None
    found = family.figure(name) if family else None
    return found.value if found else None


def _change(one: FamilyScores, accepted: Accepted | None) -> str:
    before, now = _before(accepted, one, Name.RIGHT), one.figure(Name.RIGHT)
    if before is None or now is None:
        return "–"
    step = 100 * (now.value - before)
    return f"{percent(before)}<br><small{' class=down' if step < 0 else ''}>{step:+.1f}</small>"


def _day(report: StandardReport) -> str:
    day = report.provenance.day
    return f"{day.day} {day:%B %Y}"
