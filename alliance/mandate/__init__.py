"""Who may answer for a city (S-09): asking, giving, passing on, lending, taking back."""

from alliance.mandate.acts import (
    LONGEST_LOAN,
    Passed,
    end_all,
    end_loan,
    expire_loans,
    lend,
    pass_on,
    receive,
    revoke,
    set_basis,
)
from alliance.mandate.asking import (
    InCharge,
    holder,
    in_charge,
    mandates_of,
    may_dispose,
    open_mandate,
    require_mandate,
    touching,
)

__all__ = [
    "LONGEST_LOAN",
    "InCharge",
    "Passed",
    "end_all",
    "end_loan",
    "expire_loans",
    "holder",
    "in_charge",
    "lend",
    "mandates_of",
    "may_dispose",
    "open_mandate",
    "pass_on",
    "receive",
    "require_mandate",
    "revoke",
    "set_basis",
    "touching",
]
