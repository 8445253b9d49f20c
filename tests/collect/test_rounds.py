"""A round of collecting: sources side by side, in order where one needs another, and nothing lost when it breaks."""

import _thread
import datetime as dt
import json
import threading
import time
from dataclasses import replace

import pytest
from loopback import (
    HASTY,
    LEGACY,
    MISBEHAVIOUR,
    MORNING,
    V2,
    Reply,
    at,
    counting,
    files_of,
    legacy_body,
    run,
    silence,
    trickle,
    unless_known,
    v2_body,
)  # fmt: skip

from klubtrends.collect import Archive, collect, load, rebuild
from klubtrends.collect.fetch import RETRIES
from klubtrends.collect.memory import Memory
from klubtrends.errors import SourceChanged, WorkspaceError
from klubtrends.files import alone
from klubtrends.sources import Request
from klubtrends.tables import CHARTS, PAGEVIEWS
from klubtrends.workspace import Workspace

FREE, PAID = V2.format(chart="free"), V2.format(chart="paid")
LEGACY_FREE = LEGACY.format(genre="")


def serve(loopback, *made):
    """Answer 1, 2, 3, ... to the questions of sources made by `counting`."""
    for source in made:
        for n, request in enumerate(source.requests(None)):
            loopback.serve(request.url.removeprefix("https:/"), str(n + 1).encode())


# side by side


def test_hosts_are_asked_side_by_side_each_at_its_pace(workspace, loopback, chosen):
    """A round takes as long as its slowest host, not as long as all together."""
    made = [counting(name, 5, pace_seconds=0.3) for name in ("a", "b", "c", "d")]
    chosen(*made)
    serve(loopback, *made)
    runs = run(workspace, manners=replace(HASTY, paced=True))
    asked = [
        [at for at, (path, _) in zip(loopback.at, loopback.asked, strict=True) if path.startswith(f"/{name}.")]
        for name in "abcd"
    ]

    assert [done.answers for done in runs.values()] == [5] * 4
    assert all(times[-1] - times[0] > 0.9 * 4 * 0.3 for times in asked)
    assert max(times[0] for times in asked) < min(times[-1] for times in asked)


def test_what_is_stored_does_not_depend_on_who_was_faster(workspace, loopback, chosen, tmp_path):
    """The order of records and of the report is that of the questions."""
    made = [counting(name, 4) for name in ("a", "b", "c")]
    chosen(*made)
    stored = []
    for slow in made:
        loopback.replies.clear()
        serve(loopback, *made)
        path = slow.requests(None)[0].url.removeprefix("https:/")
        loopback.serve(path, lambda _: time.sleep(0.3) or Reply(b"1"))
        place = Workspace(tmp_path / slow.name, workspace.settings)
        assert list(run(place)) == ["a", "b", "c"]
        stored.append(files_of(place.raw) | files_of(place.processed))

    assert stored[0] == stored[1] == stored[2]


def test_a_source_waits_for_those_that_it_comes_after(workspace, loopback, chosen):
    """And sees their tables, however they fared."""
    seen = []

    def requests(_):
        seen.append(load(workspace, PAGEVIEWS).height)
        return [Request("https://after.example/0", {"project": "after", "title": "0"})]

    first, broken = counting("slow", 2), counting("broken")
    chosen(counting("after", requests=requests, after=("slow", "broken", "unknown")), broken, first)
    serve(loopback, first)
    loopback.serve("/broken.example/0", MISBEHAVIOUR["500"])
    loopback.serve("/after.example/0", b"7")
    runs = run(workspace)

    assert seen == [2]
    assert (runs["after"].answers, runs["broken"].failed) == (1, True)
    assert [path for path, _ in loopback.asked][-1] == "/after.example/0"


def test_sources_that_wait_for_each_other_are_asked_all_the_same(workspace, loopback, chosen):
    """A mistake in a source is no reason to lose the day."""
    made = [counting("a", after=("b",)), counting("b", after=("a",))]
    chosen(*made)
    serve(loopback, *made)

    assert [done.answers for done in run(workspace).values()] == [1, 1]


# following


def lead(to):
    """Make a `follow` that leads on by the number in the answer: n leads to these questions."""

    def follow(body, request):
        return [
            Request(f"https://leads.example/{title}", {"project": "leads", "title": str(title)})
            for title in to.get(int(body), ())
        ]

    return follow


def test_what_an_answer_leads_to_is_asked_in_the_same_run(workspace, loopback, chosen):
    """Once each, also in a ring, and archived like the rest."""
    chosen(counting("leads", follow=lead({1: (5, 6), 6: (7, 0)})))
    for title, views in ((0, b"1"), (5, b"50"), (6, b"6"), (7, b"70")):
        loopback.serve(f"/leads.example/{title}", views)
    runs = run(workspace)

    assert runs["leads"].answers == 4
    assert [path for path, _ in loopback.asked] == [f"/leads.example/{n}" for n in (0, 5, 6, 7)]
    assert load(workspace, PAGEVIEWS)["views"].to_list() == [1, 50, 6, 70]
    assert run(workspace)["leads"].answers == 0


def test_what_failed_further_on_is_asked_later_that_day(workspace, loopback, chosen):
    """From the answer that led to it, which is not asked for again."""
    chosen(counting("leads", follow=lead({1: (5,)})))
    loopback.serve("/leads.example/0", b"1")
    loopback.serve("/leads.example/5", MISBEHAVIOUR["500"], b"50")

    assert run(workspace)["leads"].failed
    assert run(at(workspace, hours=1))["leads"].answers == 1
    assert loopback.times("/leads.example/0") == 1


def test_following_has_an_end(workspace, loopback, chosen):
    """An answer may lead on for ever; the source says so."""
    chosen(counting("leads", follow=lead({n: (n,) for n in range(99)}), most_followed=3))
    for title in range(9):
        loopback.serve(f"/leads.example/{title}", str(title + 1).encode())
    leads = run(workspace)["leads"]

    assert (leads.answers, leads.failed) == (4, True)
    assert "3" in leads.line()


@pytest.mark.parametrize("error", [SourceChanged("anderledes"), KeyError("x")])
def test_a_fault_in_following_costs_no_answer(workspace, loopback, chosen, error):
    """Neither the one that led there nor the next."""

    def follow(body, request):
        raise error

    source = counting("leads", 2, follow=follow)
    chosen(source)
    serve(loopback, source)
    leads = run(workspace)["leads"]

    assert (leads.answers, leads.failed) == (2, True)


# trouble


@pytest.mark.parametrize("trouble", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_one_sources_trouble_never_costs_anothers_data(workspace, loopback, trouble):
    """Whatever the one answers, the other's chart stands in; and no answer is asked for without end."""
    for path in (FREE, PAID):
        loopback.serve(path, trouble)
    loopback.serve(LEGACY_FREE, legacy_body(("1", "Hoppebold", "Legehuset")))
    runs = run(workspace, "apple_v2", "apple_legacy")
    free = load(workspace, CHARTS).filter(chart="free")

    assert runs["apple_v2"].failed
    assert free.select("source", "app_name").rows() == [("apple_legacy", "Hoppebold")]
    assert loopback.times(FREE) <= 4
    collected = files_of(workspace.processed)
    rebuild(workspace)
    assert files_of(workspace.processed) == collected


def test_doubled_ranks_cost_one_row_and_not_the_chart(workspace, loopback):
    """An app that stands twice keeps its better place."""
    apps = [("1", "Hoppebold", "Legehuset"), ("2", "Tegn", "Huset"), ("1", "Hoppebold", "Legehuset")]
    loopback.serve(FREE, v2_body(*apps))
    run(workspace, "apple_v2")

    assert load(workspace, CHARTS).select("rank", "app_id").rows() == [(1, "1"), (2, "2")]


def test_500_then_200_is_mended_by_the_next_run(workspace, loopback, chosen):
    """And the trouble is forgotten once it is over."""
    source = counting("a")
    chosen(source)
    loopback.serve("/a.example/0", MISBEHAVIOUR["500"], b"7")
    run(workspace)
    troubled = Memory(workspace).troubles
    run(workspace)

    assert "500" in troubled["a"].problems[0]
    assert troubled["a"].day == MORNING.date()
    assert Memory(workspace).troubles == {}


def test_the_run_ends_in_time_whoever_is_silent(workspace, loopback, chosen):
    """A source that keeps quiet loses what had not come; the others lose nothing."""
    made = [counting("a", 3), counting("b")]
    chosen(*made)
    serve(loopback, *made)
    over = threading.Event()

    def late(handler):
        over.wait(20)
        handler.wfile.write(b"123456789")

    loopback.serve("/a.example/1", Reply(act=late, headers={"Content-Length": "9"}))
    runs = run(workspace, manners=replace(HASTY, read_seconds=60, answer_seconds=60), deadline=0.7)
    over.set()

    assert (runs["a"].answers, runs["a"].failed, runs["b"].answers) == (1, True, 1)
    assert load(workspace, PAGEVIEWS).height == 2
    assert run(workspace)["a"].known == 1


def test_a_trickle_holds_up_its_own_source_alone(workspace, loopback, chosen):
    """The other is stored long before."""
    made = [counting("slow"), counting("b")]
    chosen(*made)
    serve(loopback, *made)
    loopback.serve("/slow.example/0", Reply(act=trickle, headers={"Content-Length": "999"}))
    steps = []
    collect(workspace, manners=HASTY, tell=lambda step: steps.append((step.source, step.over)))

    assert steps[:2] == [("b", False), ("b", True)]


def test_a_damaged_file_costs_no_new_answer(workspace, loopback, chosen):
    """The day is fetched again, and the damage told of."""
    source = counting("a")
    chosen(source)
    serve(loopback, source)
    run(workspace)
    path = Archive(workspace.raw).files("a")[0]
    path.write_bytes(path.read_bytes()[:-30])
    again = run(at(workspace, hours=1))["a"]

    assert (again.answers, again.failed) == (1, True)
    assert path.name in again.line()


# unchanged


def test_what_has_not_changed_is_stored_as_a_reference(workspace, loopback, chosen):
    """Whether the host says so, or sends the same again; the table has a row a day all the same."""
    chosen(counting("a"), counting("b"))
    body = b"7".zfill(500)
    loopback.serve("/a.example/0", unless_known(body))
    loopback.serve("/b.example/0", body)
    for day in range(3):
        assert not any(done.failed for done in run(at(workspace, days=day)).values())
    answers = {name: list(Archive(workspace.raw).read(name)) for name in "ab"}

    assert [exchange.body for exchange in answers["a"]] == [body] * 3
    assert [bool(exchange.repeats) for exchange in answers["b"]] == [False, True, True]
    assert [exchange.repeats and exchange.repeats.not_modified for exchange in answers["a"]] == [
        None,
        True,
        True,
    ]
    assert {exchange.repeats.fetched_at for exchange in answers["a"][1:]} == {MORNING}
    assert "If-None-Match" not in [headers for path, headers in loopback.asked if "/b." in path][-1]


def test_what_is_kept_for_a_time_only_refers_to_nothing(workspace, loopback, chosen):
    """Each answer stands alone, so any of them can be deleted."""
    chosen(counting("a", kept_days=90))
    loopback.serve("/a.example/0", unless_known(b"7"))
    for day in range(2):
        run(at(workspace, days=day))

    assert [exchange.repeats for exchange in Archive(workspace.raw).read("a")] == [None, None]
    assert all("If-None-Match" not in headers for _, headers in loopback.asked)


# days


def test_the_days_on_which_the_clock_changes_are_days_like_others(workspace, loopback, chosen):
    """23 and 25 hours long, each is collected once, from midnight to midnight in Denmark."""
    source = counting("a")
    chosen(source)
    serve(loopback, source)
    answers = {}
    for day in (dt.date(2026, 3, 29), dt.date(2026, 10, 25)):
        midnight = dt.datetime.fromisoformat(f"{day}T00:00+0{1 if day.month == 3 else 2}:00")
        length = dt.timedelta(hours=23 if day.month == 3 else 25)
        minute = dt.timedelta(minutes=1)
        times = [
            midnight - minute,
            midnight,
            midnight + length / 2,
            midnight + length - minute,
            midnight + length,
        ]
        places = [Workspace(workspace.root, replace(workspace.settings, now=time)) for time in times]
        answers[day] = [run(place)["a"].answers for place in places]

    assert list(answers.values()) == [[1, 1, 0, 0, 1]] * 2


@pytest.mark.parametrize(
    ("period", "days", "answers"),
    [("week", (0, 6, 7, 13, 14), [1, 0, 1, 0, 1]), ("month", (0, 26, 27, 57, 58), [1, 0, 1, 0, 1])],
)
def test_a_period_is_a_week_from_monday_or_a_month(workspace, loopback, chosen, period, days, answers):
    """5 October 2026 is a Monday; November comes 27 days later, December 57."""
    source = counting("a", period=period)
    chosen(source)
    serve(loopback, source)
    days = (0, 26, 27, 56, 57) if period == "month" else days

    assert [run(at(workspace, days=day))["a"].answers for day in days] == answers


# alone


def test_two_runs_at_once_are_one(workspace, loopback, chosen):
    """The second is told so, and asks nobody."""
    source, asked, gate = counting("a"), threading.Event(), threading.Event()
    chosen(source)

    def wait(_):
        asked.set()
        gate.wait(10)
        return Reply(b"7")

    loopback.serve("/a.example/0", wait)
    patient = replace(HASTY, read_seconds=10, answer_seconds=10)
    thread = threading.Thread(target=run, args=(workspace,), kwargs={"manners": patient})
    thread.start()
    asked.wait(10)
    with pytest.raises(WorkspaceError, match="i gang"):
        run(workspace)
    gate.set()
    thread.join()

    assert len(loopback.asked) == 1
    assert run(workspace)["a"].known == 1


def test_a_lock_left_lying_locks_nobody_out(workspace, loopback, chosen):
    """The file stays; what counts is that somebody holds it."""
    source = counting("a")
    chosen(source)
    serve(loopback, source)
    workspace.runs.mkdir(parents=True)
    (workspace.runs / "lock").write_bytes(b"4711")

    assert run(workspace)["a"].answers == 1


def test_a_lock_is_held_by_one(tmp_path):
    """As long as the block runs."""
    with alone(tmp_path / "lock") as first, alone(tmp_path / "lock") as second:
        assert (first, second) == (True, False)
    with alone(tmp_path / "lock") as third:
        assert third


# what is said


def test_advice_that_fits_many_sources_is_given_once(workspace, chosen):
    """A laptop without a net reads one piece of advice, not one for each source; machines get all of it."""
    shared = counting("b", requests=lambda _: [Request("https://a.example/9", {"project": "b", "title": "9"})])
    chosen(counting("a", 2), shared, counting("c"))
    workspace = Workspace(workspace.root, replace(workspace.settings, mirror="http://127.0.0.1:9"))
    runs = run(workspace, manners=replace(HASTY, retries=RETRIES.new(total=0)))
    lines = [done.line() for done in runs.values()]

    assert "\n".join(lines).count("Se efter, om computeren er på nettet") == 1
    assert "a.example svarer ikke" in lines[0]
    assert lines[1].startswith("b: nul svar hentet. ")
    assert "computeren" not in lines[1]
    assert lines[2] == "c: nul svar hentet. c.example svarer ikke."
    assert all(done.summary()["problems"] == list(done.problems) for done in runs.values())
    assert "computeren" in runs["c"].problems[0]


# broken off


@pytest.mark.usefixtures("heeded")
def test_ctrl_c_keeps_what_was_answered(workspace, loopback, chosen):
    """It is archived at once; the next run reads it into the tables, even days later, and asks for the rest."""
    source = counting("a", 2)
    chosen(source)
    loopback.serve("/a.example/0", b"6", b"7", Reply(status=500))
    loopback.serve(
        "/a.example/1",
        b"6",
        lambda _: _thread.interrupt_main() or Reply(act=silence, headers={"Content-Length": "9"}),
        b"8",
    )
    run(at(workspace, days=-1))
    with pytest.raises(KeyboardInterrupt):
        run(workspace)

    assert [exchange.body for exchange in Archive(workspace.raw).read("a")] == [b"6", b"6", b"7"]
    assert load(workspace, PAGEVIEWS)["views"].to_list() == [6, 6]
    assert Memory(workspace).unread == {"a": MORNING}
    later = run(at(workspace, days=3))["a"]
    assert (later.answers, len(later.problems)) == (1, 1)
    assert load(workspace, PAGEVIEWS)["views"].to_list() == [7, 8]
    collected = files_of(workspace.processed)
    rebuild(workspace)
    assert files_of(workspace.processed) == collected
    assert Memory(workspace).unread == {}


def test_progress_is_told_step_by_step(workspace, loopback, chosen):
    """How much was asked and how much is left, and that it is over."""
    source = counting("a", 3)
    chosen(source)
    serve(loopback, source)
    steps = []
    collect(workspace, manners=HASTY, tell=steps.append)

    assert [(step.asked, step.left, step.over) for step in steps] == [
        (1, 2, False), (2, 1, False), (3, 0, False), (3, 0, True),
    ]  # fmt: skip


def test_what_is_remembered_is_readable_json(workspace, loopback, chosen):
    """And a file that is not is no obstacle."""
    source = counting("a")
    chosen(source)
    (workspace.runs).mkdir(parents=True)
    (workspace.runs / "collect.json").write_bytes(b"{")
    run(workspace)

    assert json.loads((workspace.runs / "collect.json").read_bytes())["troubles"]["a"]["problems"]
