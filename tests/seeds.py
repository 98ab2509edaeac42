"""The rows of a seed, and a text in the form in which texts are compared."""

import csv
import unicodedata

from dagster_project import paths


def seed(name: str) -> list[dict[str, str]]:
    with (paths.SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold().replace("\u00a0", " ")
    return " ".join(text.split())
