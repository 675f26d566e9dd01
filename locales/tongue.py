"""The Tongue: every word the program says, in one reader's language and zone."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_name
from babel.lists import format_list
from markupsafe import Markup

from locales.catalog import translations

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NARROW = "\u202f"


def guess_language(code: str | None, default: str = "de") -> str:
    """Return the catalog for a language code as Telegram gives it; a first guess only."""
    language = (code or "").lower().replace("_", "-").split("-")[0]
    return {"zh": "zh_Hans", "de": "de"}.get(language, default)


class Tongue:
    """Speaks one language and shows times in one zone.

    Holes are named and escaped, so that nobody's name can become HTML; only catalog entries
    may hold tags.
    """

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self._catalog = translations(language)
        self._locale = _locale(language)

    def text(self, message: str, **holes: object) -> Markup:
        """Return a message as HTML, its holes escaped (a Markup in a hole stays as it is)."""
        ours = self._catalog.gettext(message)
        return Markup(ours).format(**holes)  # noqa: S704 - the catalog is ours, holes are escaped

    def plain(self, message: str, **holes: object) -> str:
        """Return a message as plain text, for toasts and labels with a name in them."""
        return self._catalog.gettext(message).format(**holes)

    def label(self, context: str, message: str) -> str:
        """Return a button's label; the context is the row of the labels' table."""
        return self._catalog.pgettext(context, message)

    def count(self, one: str, many: str, n: int, **holes: object) -> Markup:
        """Return a message in the number that `n` asks for, as HTML; `n` is a hole too."""
        ours = self._catalog.ngettext(one, many, n)
        return Markup(ours).format(n=n, **holes)  # noqa: S704 - as in `text`

    def day(self, moment: date | datetime) -> str:
        """Return a day in full; a moment's day is the day in the reader's zone."""
        if isinstance(moment, datetime):
            moment = moment.astimezone(self.zone).date()
        if self.language == "de":
            return f"{moment.day}. {_month(moment.replace(day=1), self._locale)}"
        return f"{moment.year}年{moment.month}月{moment.day}日"

    def moment(self, moment: datetime, *, seconds: bool = False) -> str:
        """Return a moment in the reader's zone with the other side's time beside it."""
        own, *others = self._zones()
        local = moment.astimezone(own)
        beside = [self._beside(moment, local.date(), zone, seconds=seconds) for zone in others]
        clock = _clock(local, seconds=seconds)
        if self.language == "de":
            zone = self._zone_name(local, own)
            return f"{self.day(local.date())}, {clock} Uhr {zone} ({'; '.join(beside)})"
        named = "；".join([self._zone_name(local, own), *beside])
        return f"{self.day(local.date())}{clock}（{named}）"

    def short(self, moment: datetime) -> str:
        """Return a moment for lists, in the reader's zone: day, month, hour, minute."""
        local = moment.astimezone(self.zone)
        if self.language == "de":
            return f"{local:%d.%m.%Y}, {local:%H:%M} Uhr"
        return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"

    def listed(self, items: Iterable[object]) -> Markup:
        """Return items as a sentence's list, as HTML."""
        escaped = [Markup.escape(item) for item in items]
        if self.language == "zh_Hans":
            return Markup("、").join(escaped)
        return Markup(format_list(escaped, locale=self._locale))  # noqa: S704 - escaped above

    def quoted(self, text: object) -> Markup:
        """Return a text in the language's quotation marks, as HTML."""
        marks = ("„", "“") if self.language == "de" else ("“", "”")
        return Markup("{}{}{}").format(marks[0], text, marks[1])

    def ratio(self, chinese: int, german: int) -> str:
        """Return the two sides' numbers as a ratio (S-15)."""
        colon = f"{NARROW}:{NARROW}" if self.language == "de" else ":"
        return f"{chinese}{colon}{german}"

    def _zones(self) -> list[ZoneInfo]:
        """Return the reader's zone first, then the zones of the two sides that differ from it."""
        home = [BERLIN, SHANGHAI] if self.language == "de" else [SHANGHAI, BERLIN]
        own = next((zone for zone in home if zone.key == self.zone.key), self.zone)
        return [own, *(zone for zone in home if zone.key != own.key)]

    def _beside(self, moment: datetime, day: date, zone: ZoneInfo, *, seconds: bool) -> str:
        """Return another zone's time, with its day where the day differs."""
        local = moment.astimezone(zone)
        clock = _clock(local, seconds=seconds)
        name = self._zone_name(local, zone)
        if self.language == "de":
            shown = "" if local.date() == day else f"{local.day}.{local.month}., "
            return f"{shown}{clock} Uhr {name}"
        shown = "" if local.date() == day else f"{local.month}月{local.day}日"
        return f"{name}{shown}{clock}"

    def _zone_name(self, local: datetime, zone: ZoneInfo) -> str:
        """Return a zone as officials write it: MEZ or MESZ, Pekinger Zeit, 北京时间."""
        if zone.key == BERLIN.key:
            german = "MESZ" if local.dst() else "MEZ"
            return german if self.language == "de" else "德国时间"
        if zone.key == SHANGHAI.key:
            return "Pekinger Zeit" if self.language == "de" else "北京时间"
        return get_timezone_name(local, width="long", locale=self._locale)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@lru_cache(maxsize=64)
def _month(first: date, locale: Locale) -> str:
    """Return a day's month and year in words."""
    return format_date(first, "MMMM y", locale=locale)


def _clock(local: datetime, *, seconds: bool) -> str:
    """Return the time of day."""
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
