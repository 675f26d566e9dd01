"""My mandate: which cities a person answers for, on what paper, who stands in (S-09)."""

from handlers.mandate import forms, notices, screens

PRESSES = screens.PRESSES
REDRAWS = screens.REDRAWS
FORMS = forms.FORMS
NOTICES = notices.NOTICES
