"""Many rows at once: what is bound is what is read, on both databases."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from storage import many

TABLE = many.table(number=sa.Integer, chat=sa.BigInteger, said=sa.Text)
# PostgreSQL stores neither zero characters nor halves of surrogate pairs.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
rows = st.lists(
    st.tuples(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**53), 2**53), st.none() | texts)
)


@given(rows)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bound_rows_are_a_table(session: Session, given_rows: list[tuple[int, int, str]]) -> None:
    bound = many.bound([list(row) for row in given_rows])
    found = session.connection().execute(sa.select(TABLE), bound).all()
    assert [tuple(row) for row in found] == given_rows


@given(rows)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_gathered_in_their_order(
    session: Session, given_rows: list[tuple[int, int, str]]
) -> None:
    bound = many.bound([list(row) for row in given_rows])
    query = sa.select(TABLE).order_by(TABLE.c.number.desc(), TABLE.c.chat, TABLE.c.said)
    as_they_are = session.connection().execute(query, bound).all()
    assert many.read(session, many.gathered(query), bound) == [list(row) for row in as_they_are]


def test_truths_are_gathered_alike_on_both_databases(session: Session) -> None:
    query = sa.select(sa.true().label("yes"), sa.false().label("no"), sa.null().label("none"))
    assert many.read(session, many.gathered(query), {}) == [[True, False, None]]
