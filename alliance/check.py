"""Everything that can be proven of a database: that it is sound and that its record holds."""

from alliance import (
    caseproof,
    circularproof,
    conferenceproof,
    hostingproof,
    minutesproof,
    proof,
    register,
    seatproof,
)
from storage import check
from storage.check import Finding
from storage.engine import make_engine, make_session

# Each compares rows with what the record says of them.
PROOFS = (seatproof, caseproof, circularproof, conferenceproof, hostingproof, minutesproof)


def findings(url: str) -> list[Finding]:
    """Return what is wrong with the database at a URL, [] when all holds.

    The record is read only where the database itself is sound. Nothing is written, and a running
    bot is not disturbed.
    """
    engine = make_engine(url)
    try:
        if found := check.findings(engine):
            return found
        with make_session(engine.execution_options(read_only=True)) as session:
            wrong = proof.verify(session)
            # What the record says is worth comparing only where the record itself holds.
            cases: list[str] = []
            if wrong is None:
                cases = [sentence for one in PROOFS for sentence in one.findings(session)]
            empty = register.missing_facts(session)
        found = [Finding("facts", f"[alliance] {name} is still empty") for name in empty]
        found[:0] = [Finding("record", sentence) for sentence in cases]
        if wrong is not None:
            found.insert(0, Finding("record", f"entry {wrong.seq} {wrong.what}"))
        return found
    finally:
        engine.dispose()
