"""How a series looks: the Vega-Lite of its marks, labels, intervals and breaks."""

from typing import Any

Layer = dict[str, Any]
_COLOURS = {"published": "var(--c-published)", "computed": "var(--c-computed)"}
_SHAPES: dict[str, Layer] = {
    "computed": {"shape": "circle", "fill": _COLOURS["computed"], "size": 70},
    "published": {"shape": "square", "fill": "var(--sheet)", "size": 130},
}
_CONFIG = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft-ink)",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 13,
    },
    "axisX": {"grid": False},
}


def spec(rows: list[Layer], years: list[int], cuts: list[int]) -> Layer:
    """The drawing of a series; `cuts` are the first years of new definitions.

    A row has `year`, `value`, `low`, `high`, `source`, `run` (a line joins its years),
    `text`, `covers` and `hedged`.
    """
    first, last = min(years), max(years)
    axis = {"values": list(range(first, last + 1)), "format": "d", "title": None}
    scale = {"domain": [first - 0.5, last + 0.5], "nice": False}
    x = {"field": "year", "type": "quantitative", "axis": axis, "scale": scale}
    break_ = {"type": "rule", "stroke": "var(--warn)", "strokeDash": [4, 4]}
    breaks = {
        "data": {"values": [{"cut": cut - 0.5} for cut in cuts]},
        "mark": break_,
        "encoding": {"x": {**x, "field": "cut"}},
    }
    covers = {"type": "text", "dy": -13, "fill": "var(--soft-ink)", "fontSize": 11}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 640,
        "height": 230,
        "padding": {"left": 4, "right": 4, "top": 24, "bottom": 4},
        "background": None,
        "data": {"values": rows},
        "layer": [
            breaks,
            *_source(x, "published"),
            *_source(x, "computed"),
            *_hedged(x),
            # Over every line: what a line runs through cannot be read.
            _label(x, "published"),
            _label(x, "computed"),
            {"mark": covers, "encoding": {"x": x, "y": _y(), "text": _text("covers")}},
        ],
        "config": _CONFIG,
    }


def _y(field: str = "value") -> Layer:
    axis = {"title": None, "tickCount": 4}
    return {"field": field, "type": "quantitative", "axis": axis}


def _text(field: str) -> Layer:
    return {"field": field}


def _source(x: Layer, source: str) -> list[Layer]:
    """Line, interval and point of each year; a hedged one is no point."""
    here = {"filter": f"datum.source == '{source}'"}
    is_point = {"filter": "!datum.hedged"}
    mark = {"stroke": _COLOURS[source], "strokeWidth": 2}
    run = {"field": "run", "type": "nominal"}
    return [
        {
            "transform": [here, is_point],
            "mark": {"type": "line", **mark},
            "encoding": {"x": x, "y": _y(), "detail": run},
        },
        {
            "transform": [here, {"filter": "datum.high > datum.low"}],
            "mark": {"type": "rule", **mark, "strokeWidth": 5, "opacity": 0.5},
            "encoding": {"x": x, "y": _y("low"), "y2": {"field": "high"}},
        },
        {
            "transform": [here, is_point],
            "mark": {"type": "point", **mark, **_SHAPES[source], "opacity": 1},
            "encoding": {"x": x, "y": _y()},
        },
    ]


def _label(x: Layer, source: str) -> Layer:
    """The number of each year."""
    is_computed = source == "computed"
    return {
        "transform": [{"filter": f"datum.source == '{source}'"}],
        "mark": {
            "type": "text",
            "dy": -27 if is_computed else 18,
            "fill": _COLOURS[source],
            "fontSize": 13,
            "fontWeight": 600 if is_computed else 400,
        },
        "encoding": {
            "x": x,
            "y": _y("value" if is_computed else "low"),
            "text": _text("text"),
        },
    }


def _hedged(x: Layer) -> list[Layer]:
    """The two ends of what was published as a range, so that a narrow one is seen."""
    mark = {"type": "tick", "orient": "horizontal", "size": 14, "thickness": 2}
    return [
        {
            "transform": [{"filter": "datum.hedged"}],
            "mark": {**mark, "color": _COLOURS["published"]},
            "encoding": {"x": x, "y": _y(end)},
        }
        for end in ("low", "high")
    ]
