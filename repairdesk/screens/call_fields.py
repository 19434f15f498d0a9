"""The fields of a call, in the order in which they are asked, and which of them this call has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from textual.dom import DOMNode
from textual.widget import Widget

from repairdesk.desk.taking import NewCall
from repairdesk.rules.facts import Job
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.own_fields import OwnFields
from repairdesk.screens.picked import PickedField
from repairdesk.screens.step_forms import URGENCY
from repairdesk.text import N_
from repairdesk.views.intake import Intake
from repairdesk.words import TRADES

KINDS = (("repair", N_("repair")), ("matter", N_("matter")))
PLACES = (("in_home", N_("in the home")), ("public_area", N_("public area")))
CHANNELS = (
    ("phone", N_("telephone")), ("walk_in", N_("at the desk")), ("online", N_("online")),
    ("inspection", N_("inspection")), ("patrol", N_("patrol")),
)  # fmt: skip
PAYMENT = (("free", N_("free")), ("paid", N_("paid")))
NEW_ROOM = (("no", N_("mistyped")), ("yes", N_("enter it as a new room")))
SPECIAL = (("no", N_("no")), ("yes", N_("yes, specially agreed")))
AREAS = (("urban", N_("urban")), ("rural", N_("rural")), ("remote", N_("remote")))
SCOPES = (("company", N_("the company's part")), ("internal", N_("the customer's own part")))
NO_YES = (("no", N_("no")), ("yes", N_("yes")))
YES_NO = (("yes", N_("yes")), ("no", N_("no")))

DEFAULTS = {
    "kind": "repair", "trade": "", "matter_kind": "other", "urgency": "routine", "place": "in_home", "paid": "free",
    "channel": "phone", "new_room": "no", "area": "urban", "scope": "company", "listed": "yes", "important": "no",
    "key_customer": "no", "complaint": "no", "special": "no",
}  # fmt: skip
"""What the choices stand at before anything is said."""
UNSAID = frozenset({*DEFAULTS, "procedure"})
"""Fields in which something stands although nobody has typed anything."""


def call_fields(own: OwnFields, equipment: PickedField) -> Iterator[Widget]:
    """Where and who, what; what the words of the call suggest; the office's own; what is only sometimes asked."""
    yield Field("room", N_("Room"), width=20, code=True)
    yield ChoiceField("new_room", N_("Not on file"), NEW_ROOM)
    yield Field("caller", N_("Caller"), width=20)
    yield Field("phone", N_("Telephone"), width=20, code=True, limit=40)
    yield Field("content", N_("Content"), limit=2000)
    yield ChoiceField("kind", N_("Kind"), KINDS)
    yield ChoiceField("trade", N_("Trade"), tuple(TRADES.items()), optional=True)
    yield ChoiceField("matter_kind", N_("Matter"), (("other", N_("other")),))
    yield ChoiceField("urgency", N_("Urgency"), URGENCY)
    yield ChoiceField("place", N_("Place"), PLACES)
    yield Field("place_detail", N_("Where exactly"))
    yield equipment
    yield ChoiceField("area", N_("Area"), AREAS)
    yield ChoiceField("scope", N_("Scope"), SCOPES)
    yield ChoiceField("listed", N_("On price list"), YES_NO)
    yield ChoiceField("important", N_("Important"), NO_YES)
    yield ChoiceField("key_customer", N_("Key customer"), NO_YES)
    yield ChoiceField("complaint", N_("Complaint"), NO_YES)
    yield own
    yield Field(
        "appointment", N_("Appointment"), width=18, code=True, hint=N_("if asked for: 1500, tomorrow 0900")
    )
    yield ChoiceField("special", N_("Special case"), SPECIAL)
    yield ChoiceField("paid", N_("Payment"), PAYMENT)
    yield ChoiceField("channel", N_("Came by"), CHANNELS)
    yield Field("at", N_("Received"), width=18, code=True, hint=N_("empty: now; 1015 if written up later"))


def job_of(values: Mapping[str, str]) -> Job:
    """The job as the choices of the form say it; the office's own fields are not among them."""
    return Job(
        kind=values["kind"],
        place=values["place"],
        urgency=values["urgency"] if values["kind"] == "repair" else "routine",
        area=values["area"],
        scope=values["scope"],
        channel=values["channel"],
        listed=values["listed"] == "yes",
        paid=values["kind"] == "repair" and values["paid"] == "paid",
        important=values["important"] == "yes",
        key_customer=values["key_customer"] == "yes",
        complaint=values["complaint"] == "yes",
    )


def the_call(
    values: Mapping[str, str], intake: Intake, chosen: Collection[str], own: Mapping[str, str], *,
    appointment: datetime | None, token: str,
) -> NewCall:  # fmt: skip
    """The form as the operation takes it; what is not asked of such a call takes what goes without saying."""
    repair, public = values["kind"] == "repair", values["place"] == "public_area"
    asks = intake.asks
    return NewCall(
        kind=values["kind"],
        content=values["content"],
        room=values["room"],
        caller=values["caller"],
        phone=values["phone"],
        place=values["place"],
        place_detail=values["place_detail"] if public else "",
        channel=values["channel"],
        urgency=values["urgency"] if repair else None,
        trade=values["trade"] if repair else None,
        matter_kind=None if repair or not intake.matters else values["matter_kind"],
        paid=repair and values["paid"] == "paid",
        appointment=appointment,
        token=token,
        new_room=values["new_room"] == "yes",
        fields=own,
        procedure=values["procedure"],
        area=values["area"] if "area" in asks else None,
        scope=values["scope"] if "scope" in asks else None,
        listed=values["listed"] == "yes",
        important=values["important"] == "yes",
        key_customer=values["key_customer"] == "yes" if "key_customer" in chosen else None,
        complaint=values["complaint"] == "yes" if "complaint" in chosen else None,
        equipment=values["equipment"] if "equipment" in asks else "",
        special=values["special"] == "yes",
    )


def arrange(
    form: DOMNode, values: Mapping[str, str], intake: Intake, elsewhere: frozenset[str], unsure: str
) -> None:
    """Show only the fields that this kind of call has by this procedure.

    ``elsewhere``: properties that fields of the office's own ask; ``unsure``: the code of a refusal about which the form
    asks.
    """
    repair = values["kind"] == "repair"
    shown = {
        "kind": "matter" in intake.asks,
        "matter_kind": not repair and bool(intake.matters),
        "trade": repair,
        "urgency": repair and "urgency" not in elsewhere,
        "paid": repair and "paid" not in elsewhere,
        "place_detail": values["place"] == "public_area",
        "new_room": unsure == "unknown_room",
        "special": unsure in ("outside_booking_hours", "crew_full") or values["special"] == "yes",
        "equipment": "equipment" in intake.asks,
        **{
            name: name in intake.asks and name not in elsewhere
            for name in ("area", "scope", "listed", "important", "key_customer", "complaint")
        },
    }
    for name, is_shown in shown.items():
        form.query_one(f"#field-{name}").display = is_shown
