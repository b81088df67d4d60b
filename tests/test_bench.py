"""The library of ``vmcore bench``: what it reads, computes, refuses and draws; and the programs in other languages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pyfront.bench import catalog, chart, command, measure, peers, report
from pyfront.bench.progress import PlainProgress, Progress

LUA = peers.Peer("lua5.4", "lua", ("lua",), "5.4")
VM = peers.Peer("vm", "scm", ("vm",), "0")


def python_peer() -> peers.Peer:
    return peers.Peer("python", "py", (sys.executable,), "3")


def results(times: dict[str, dict[str, float]]) -> measure.Results:
    """Results as if the cases had run: case -> peer -> seconds."""
    cases = [case for case in catalog.load() if case.name in times]
    cells = {(case, peer): measure.Cell([2 * t, t]) for case, row in times.items() for peer, t in row.items()}
    return measure.Results(cases, [VM, LUA], 2, cells)


def test_every_program_has_an_answer_and_a_scheme_source() -> None:
    cases = catalog.load()
    assert {case.name for case in cases} == {path.name for path in catalog.PROGRAMS.iterdir() if path.is_dir()}
    for case in cases:
        assert case.source("scm")
        assert "(define (main)" in case.scheme_body()
        assert "current-jiffy" not in case.scheme_body()
    assert not next(case for case in cases if case.name == "deep").source("lua")


def test_requirements() -> None:
    needs = {case.name: {str(need) for need in case.requirements} for case in catalog.load()}
    assert needs["fib"] == {"lua5.4 >= 2", "luajit-joff >= 1", "python3.13/treewalk >= 1", "python3.13 >= 5"}
    assert needs["loop"] == {"lua5.4 >= 1", "python3.13 >= 4"}
    assert needs["list_build"] == {"lua5.4 >= 1", "chez >= 0.5"}
    assert needs["ctak"] == {"guile >= 20"}
    assert needs["errors"] == {"lua5.4 >= 1"}


def test_output_is_checked() -> None:
    assert measure.read_output("42\n0.25\n", "42") == 0.25
    with pytest.raises(measure.Problem, match="answered '43'") as wrong:
        measure.read_output("43\n0.25\n", "42")
    assert wrong.value.word == "wrong"
    for text in ("42\n", "42\nsoon\n"):
        with pytest.raises(measure.Problem, match="no time"):
            measure.read_output(text, "42")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("print(7)\nprint(0.0005)", ""),
        ("print(8)\nprint(0.5)", "wrong"),
        ("import sys\nsys.exit('broken')", "failed"),
        ("import time\ntime.sleep(60)", "timeout"),
    ],
)
def test_run_once(tmp_path: Path, text: str, word: str) -> None:
    program = tmp_path / "p.py"
    program.write_text(text, encoding="utf-8")
    if not word:
        assert measure.run_once(python_peer(), program, "7", 20, tmp_path) == 0.0005
        return
    with pytest.raises(measure.Problem) as problem:
        measure.run_once(python_peer(), program, "7", 1 if word == "timeout" else 20, tmp_path)
    assert problem.value.word == word


def test_a_program_that_waited_did_not_work(tmp_path: Path) -> None:
    program = tmp_path / "p.py"
    program.write_text("print(7)\nprint(1000.0)", encoding="utf-8")
    assert 0 < measure.run_once(python_peer(), program, "7", 20, tmp_path) < 20


def test_measure_interleaves_and_keeps_every_sample(tmp_path: Path) -> None:
    class Recorder(Progress):
        def __init__(self) -> None:
            self.steps: list[tuple[str, str, int]] = []

        def step(self, case: str, peer: str, round_number: int) -> None:
            self.steps.append((case, peer, round_number))

    case = next(case for case in catalog.load() if case.name == "string_append")
    ctak = next(case for case in catalog.load() if case.name == "ctak")
    first, second = python_peer(), peers.Peer("again", "py", (sys.executable,), "3")
    recorder = Recorder()
    found = measure.measure([case, ctak], [first, second], 2, 60, recorder)
    assert recorder.steps == [(case.name, name, k) for k in (0, 1) for name in ("python", "again")]
    assert len(recorder.steps) == measure.count_runs([case, ctak], [first, second], 2)
    assert len(found.cell(case, "again").samples) == 2
    assert found.cell(ctak, "python").problem == "n/a"
    assert found.ratio(case, "python", "python") == 1.0


def test_a_wrong_answer_fails_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in catalog.load() if case.name == "string_append")
    lying = catalog.Case(case.name, case.kind, "1", case.requirements)
    monkeypatch.setattr(catalog, "load", lambda: [lying])
    monkeypatch.setattr(peers, "find", lambda: [python_peer()])
    assert command.main(["--rounds", "1", "--quiet", "--baseline", "python"]) == 1
    out, err = capsys.readouterr()
    assert "wrong" in out
    assert "not '1'" in err
    monkeypatch.setattr(catalog, "load", lambda: [case])
    assert command.main(["--rounds", "1", "--quiet", "--baseline", "python"]) == 0


def test_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["nosuch"], ["--peers", "cobol"], ["--rounds", "0"]):
        with pytest.raises(SystemExit) as left:
            command.main(argv)
        assert left.value.code == 2
    assert "unknown implementation 'cobol'" in capsys.readouterr().err


def test_table_and_verdicts() -> None:
    found = results({"ack": {"vm": 0.1, "lua5.4": 0.25}, "hash": {"vm": 0.1, "lua5.4": 0.05}, "ctak": {"vm": 0.1}})
    text = report.table(found, "vm")
    lines = {line.split()[0]: line for line in text.split("\n") if line.strip("-")}
    assert lines["program"].split()[:4] == ["program", "vm", "s", "vm"]
    assert lines["ack"].split()[:4] == ["ack", "0.1000", "1.00", "2.50"]
    assert "lua5.4 >= 1 ok" in lines["ack"] and "python3.13 >= 5 ?" in lines["ack"]
    assert "lua5.4 >= 1 MISSED" in lines["hash"]
    assert lines["ctak"].split() == ["ctak", "0.1000", "1.00", "n/a", "guile", ">=", "20", "?"]
    assert [verdict.case for verdict in report.verdicts(found) if verdict.missed] == ["hash"]


def test_table_without_the_baseline_shows_seconds() -> None:
    assert "0.250 s" in report.table(results({"ack": {"lua5.4": 0.25}}), "vm")


def test_json(tmp_path: Path) -> None:
    found = results({"ack": {"vm": 0.1, "lua5.4": 0.25}})
    path = tmp_path / "bench.json"
    report.save_json(report.as_json(found, "vm"), str(path))
    data = json.loads(path.read_text(encoding="utf-8"))
    ack = data["cases"]["ack"]["peers"]["lua5.4"]
    assert ack["min"] == 0.25 and ack["median"] == 0.375 and ack["samples"] == [0.5, 0.25]
    assert ack["ratio"] == pytest.approx(2.5)
    assert data["peers"] == {"vm": "0", "lua5.4": "5.4"}
    need = next(need for need in data["requirements"] if need["peer"] == "lua5.4")
    assert need == {"case": "ack", "peer": "lua5.4", "engine": "vm", "at_least": 1.0, "measured": pytest.approx(2.5)}


def test_our_own_svg_is_well_formed_and_to_scale() -> None:
    found = results({"ack": {"vm": 0.1, "lua5.4": 0.25}, "hash": {"vm": 0.1, "lua5.4": 1.0}})
    root = ElementTree.fromstring(chart.svg(chart.bars(found, "vm"), "vm <&>"))
    bars = [r for r in root.iter("{http://www.w3.org/2000/svg}rect") if len(r)]
    assert [bar[0].text for bar in bars] == ["lua5.4: 2.50", "lua5.4: 10.00"]
    # two decades, -1 to 1, in the width of the plot: a factor of ten is half of it
    assert float(bars[1].get("width", "")) == pytest.approx(chart.PLOT_WIDTH / 2)
    assert float(bars[0].get("width", "")) == pytest.approx(chart.PLOT_WIDTH / 2 * 0.39794, abs=0.1)


def test_chart_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    found = results({"ack": {"vm": 0.1, "lua5.4": 0.25}})
    chart.save(found, "vm", str(tmp_path / "c.svg"))
    assert (tmp_path / "c.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(chart.ChartError, match="matplotlib"):
        chart.save(found, "vm", str(tmp_path / "c.png"))
    with pytest.raises(chart.ChartError, match=r"svg or a \.png"):
        chart.save(found, "vm", str(tmp_path / "c.pdf"))
    with pytest.raises(chart.ChartError, match="no ratios"):
        chart.save(results({}), "vm", str(tmp_path / "c.svg"))


def test_chart_with_matplotlib(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    found = results({"ack": {"vm": 0.1, "lua5.4": 0.25}})
    chart.save(found, "vm", str(tmp_path / "c.png"))
    assert (tmp_path / "c.png").read_bytes()[:4] == b"\x89PNG"


def test_plain_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with PlainProgress(2, sys.stderr) as progress:
        progress.step("fib", "vm", 0)
        progress.step("fib", "lua", 0)
    assert capsys.readouterr().err == "0/2 fib\n"


def test_library_names_are_changed_for_schemes_without_numbers_in_them(tmp_path: Path) -> None:
    source = next(case for case in catalog.load() if case.name == "hash").source("scm")
    assert source is not None
    peer = peers.Peer("chez", "scm", ("scheme",), "9", {}, True)
    copy = peer.prepare(source, tmp_path)
    assert copy.parent == tmp_path and "(srfi s69)" in copy.read_text(encoding="utf-8")
    ours = VM.prepare(source, tmp_path).read_text(encoding="utf-8")
    assert "(current-jiffy)" not in ours and "(cpu-jiffy)" in ours and "(only (vmcore) cpu-jiffy)" in ours
    guile = peers.Peer("guile", "scm", ("guile",), "3", {})
    assert guile.prepare(source, tmp_path) == source


@pytest.mark.parametrize(
    "peer", [p for p in peers.find() if p.suffix == "lua" or p.name in ("guile", "chez")], ids=lambda p: p.name
)
@pytest.mark.parametrize("name", ["string_append", "closures", "queens_array"])
def test_programs_in_other_languages_answer_the_same(name: str, peer: peers.Peer, tmp_path: Path) -> None:
    case = next(case for case in catalog.load() if case.name == name)
    source = case.source(peer.suffix)
    assert source is not None
    assert measure.run_once(peer, peer.prepare(source, tmp_path), case.answer, 60, tmp_path) >= 0
