"""How people write the sectors from which delegates come (S-32), in three languages."""

import unicodedata

from storage.conference import Sector

WORDS = {
    Sector.POLITICS: (
        "politik politiker rat stadtrat politics political 政治 政界 政要 政党 市领导 领导"
    ),
    Sector.ADMINISTRATION: (
        "verwaltung stadtverwaltung kreisverwaltung behörde behoerde administration government "
        "行政 政府 机关 行政机关 行政部门 行政机构 政府机关 政府部门 政府机构"
    ),
    Sector.COMPANY: (
        "unternehmen firma firmen betrieb betriebe wirtschaft company companies business "
        "businesses enterprise enterprises 企业 公司 企业界 商界 工商界"
    ),
    Sector.PROMOTION: (
        "wirtschaftsförderung wirtschaftsfoerderung promotion economicdevelopment "
        "economicpromotion businesspromotion investmentpromotion 招商 招商引资 招商部门 招商机构 "
        "投资促进 投资促进部门 投资促进机构 投促机构 经济促进 经济促进部门 经济促进机构 经促机构 "
        "经济发展 经济发展部门"
    ),
    Sector.ASSOCIATION: (
        "verband verbände verbaende verein vereine kammer kammern association associations "
        "chamber chambers 协会 商会 行业协会 协会商会 社会团体 "
        "社会组织 社团"
    ),
    Sector.SCIENCE: (
        "wissenschaft hochschule hochschulen universität universitaet forschung science "
        "research university universities academia 科学 科研 科技 学术 学术界 科学界 高校 大学 "
        "院校 科研机构 科研院所 科研院校 研究机构 研究院所 高校院所 高校科研"
    ),
}
KNOWN = {word: sector for sector, words in WORDS.items() for word in words.split()}
NUMBERED = dict(enumerate(Sector, start=1))


def sector(written: str) -> Sector | None:
    """Return the sector that a word or its number (from 1, in the order of S-32) means."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKC", written).casefold()
        if character.isalnum()
    )
    if plain.isdecimal():
        return NUMBERED.get(int(plain)) if len(plain) == 1 else None
    return KNOWN.get(plain)
