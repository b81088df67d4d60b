"""The ratios as a bar chart: SVG written here, or SVG and PNG by matplotlib where it is installed.

Bars show the time of each peer as a multiple of the baseline's, on a logarithmic axis; the line is the baseline.
"""

from __future__ import annotations

import math
from pathlib import Path
from xml.sax.saxutils import escape

from pyfront.bench.measure import Results

COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#994455", "#117733", "#dd8866")

# sizes of the SVG, in its units
LABEL_WIDTH = 110
PLOT_WIDTH = 640
BAR_HEIGHT = 9
GROUP_GAP = 10
TOP = 60
BOTTOM = 30


class ChartError(Exception):
    """The chart cannot be made in the format asked for."""


Bars = list[tuple[str, list[tuple[str, float]]]]  # program -> peer and ratio


def bars(results: Results, baseline: str) -> Bars:
    """What is drawn: the ratios there are, the baseline left out."""
    groups: Bars = []
    for case in results.cases:
        ratios = [(peer.name, results.ratio(case, peer.name, baseline)) for peer in results.peers]
        known = [(name, ratio) for name, ratio in ratios if ratio is not None and ratio > 0 and name != baseline]
        if known:
            groups.append((case.name, known))
    return groups


def save(results: Results, baseline: str, path: str) -> None:
    """Writes the chart; the suffix says in which format."""
    suffix = Path(path).suffix.lower()
    if suffix not in (".svg", ".png"):
        raise ChartError(f"a chart is an .svg or a .png file, not {path!r}")
    groups = bars(results, baseline)
    if not groups:
        raise ChartError("there are no ratios to draw")
    try:
        import matplotlib  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        if suffix == ".png":
            raise ChartError("a PNG chart needs matplotlib (pip install 'vmcore[cli]'); SVG does not") from None
        Path(path).write_text(svg(groups, baseline), encoding="utf-8")
        return
    matplotlib.use("Agg")
    _draw(groups, baseline, path)


def _peers(groups: Bars) -> list[str]:
    names: list[str] = []
    for _, ratios in groups:
        names += [name for name, _ in ratios if name not in names]
    return names


def _decades(groups: Bars) -> tuple[int, int]:
    """Powers of ten that hold all bars and 1."""
    logs = [math.log10(ratio) for _, ratios in groups for _, ratio in ratios]
    return min(-1, math.floor(min(logs))), max(1, math.ceil(max(logs)))


def _draw(groups: Bars, baseline: str, path: str) -> None:
    from matplotlib import pyplot  # type: ignore[import-not-found, unused-ignore]

    peers = _peers(groups)
    height = 0.8 / len(peers)
    figure, axes = pyplot.subplots(figsize=(10, 1 + 0.16 * len(peers) * len(groups)))
    for k, peer in enumerate(peers):
        places = [i + k * height for i, (_, ratios) in enumerate(groups) if peer in dict(ratios)]
        widths = [dict(ratios)[peer] - 1.0 for _, ratios in groups if peer in dict(ratios)]
        axes.barh(places, widths, height, left=1.0, label=peer, color=COLOURS[k % len(COLOURS)])
    low, high = _decades(groups)
    axes.set_xscale("log")
    axes.set_xlim(10.0**low, 10.0**high)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.axvline(1.0, color="black", linewidth=1)
    axes.set_yticks([i + 0.4 for i in range(len(groups))], [name for name, _ in groups])
    axes.invert_yaxis()
    axes.set_xlabel(f"time as a multiple of {baseline} (longer bars: slower)")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(peers), 8), fontsize=8)
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)


def svg(groups: Bars, baseline: str) -> str:
    """The chart as text, with nothing but the standard library."""
    low, high = _decades(groups)
    peers = _peers(groups)
    colour = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(peers)}

    def x(ratio: float) -> float:
        return LABEL_WIDTH + PLOT_WIDTH * (math.log10(ratio) - low) / (high - low)

    parts: list[str] = []
    y = TOP
    for name, ratios in groups:
        middle = y + len(ratios) * BAR_HEIGHT / 2 + 4
        parts.append(_text(LABEL_WIDTH - 8, middle, name, "end"))
        for peer, ratio in ratios:
            left, right = sorted((x(1.0), x(ratio)))
            parts.append(
                f'<rect x="{left:.1f}" y="{y}" width="{max(right - left, 0.5):.1f}" height="{BAR_HEIGHT - 1}" '
                f'fill="{colour[peer]}"><title>{escape(peer)}: {ratio:.2f}</title></rect>'
            )
            y += BAR_HEIGHT
        y += GROUP_GAP
    grid = [_grid_line(x(10.0**power), y, 10.0**power) for power in range(low, high + 1)]
    legend = _legend(peers, colour)
    title = _text(LABEL_WIDTH, 18, f"time as a multiple of {baseline}: bars to the right of 1 are slower", "start")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABEL_WIDTH + PLOT_WIDTH + 30}" height="{y + BOTTOM}" '
        'font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join([title, *legend, *grid, *parts])
        + "\n</svg>\n"
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _grid_line(x: float, bottom: float, value: float) -> str:
    colour = "black" if value == 1 else "#dddddd"
    line = f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{bottom}" stroke="{colour}"/>'
    return line + _text(x, bottom + 16, f"{value:g}", "middle")


def _legend(peers: list[str], colour: dict[str, str]) -> list[str]:
    parts = []
    x = float(LABEL_WIDTH)
    for name in peers:
        parts.append(f'<rect x="{x:.1f}" y="30" width="10" height="10" fill="{colour[name]}"/>')
        parts.append(_text(x + 14, 39, name, "start"))
        x += 26 + 6.2 * len(name)
    return parts
