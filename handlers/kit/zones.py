"""Time zones as people name them: an IANA name, or a city in German, Chinese or English."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale

COMMON = ("Europe/Berlin", "Asia/Shanghai")
ALSO = {"peking": "Asia/Shanghai", "beijing": "Asia/Shanghai", "北京": "Asia/Shanghai"}
LOCALES = ("de", "zh_Hans")


def find(text: str) -> str | None:
    """Return the IANA name of a typed zone or city; None where there is none of this name."""
    return _names().get(_folded(text))


@cache
def _names() -> dict[str, str]:
    """Return every name under which a zone is known, folded."""
    names: dict[str, str] = {}
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    for zone in zones:
        names.setdefault(_folded(zone.rsplit("/", 1)[-1]), zone)
    for locale in LOCALES:
        for zone, known in Locale.parse(locale).time_zones.items():
            if zone in zones and "city" in known:
                names[_folded(known["city"])] = zone
    names |= ALSO
    return names | {_folded(zone): zone for zone in zones}


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split()).removesuffix("市")
