"""Dates in ``format``: in the local time zone."""

from __future__ import annotations

import time
from typing import Any

import pytest

import pyfront

DATE = '#inst "2020-01-02T13:04:05.678Z"'


@pytest.fixture
def zone(monkeypatch: Any) -> Any:
    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process cannot be changed here")
@pytest.mark.parametrize(
    ("name", "template", "wanted"),
    [
        ("UTC", "%tH %<tI %<tk %<tl %<tM %<tS %<tL %<tN %<tp %<tz %<tZ", "13 01 13 1 04 05 678 678000000 pm +0000 UTC"),
        ("UTC", "%ts %<tQ", "1577970245 1577970245678"),
        (
            "UTC",
            "%tB %<tb %<th %<tA %<ta %<tC %<tY %<ty %<tj %<tm %<td %<te",
            "January Jan Jan Thursday Thu 20 2020 20 002 01 02 2",
        ),
        (
            "UTC",
            "%tR %<tT %<tr %<tD %<tF %<tc",
            "13:04 13:04:05 01:04:05 PM 01/02/20 2020-01-02 Thu Jan 02 13:04:05 UTC 2020",
        ),
        ("UTC", "%TB|%<12tB|%<-12tB|%<Tp", "JANUARY|     January|January     |PM"),
        ("EST5", "%tF %<tT %<tz", "2020-01-02 08:04:05 -0500"),
    ],
)
def test_parts(zone: Any, name: str, template: str, wanted: str) -> None:
    zone(name)
    assert pyfront.run(f'(format "{template}" {DATE})', language="clojure") == wanted


def test_milliseconds(zone: Any) -> None:
    zone("UTC")
    assert pyfront.run('(format "%tF %<tT" 0)', language="clojure") == "1970-01-01 00:00:00"
    with pytest.raises(pyfront.Error, match="takes a date of the years 1 to 9999"):
        pyfront.run(f'(format "%tF" {1 << 62})', language="clojure")
