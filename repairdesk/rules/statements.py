"""What an office lays down besides its time limits: fields, gates, endings, copies, money, duties, books, advice.

Each statement names the rule of the office's document that it implements (``rule``), and others it serves (``also``).
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as plain
from datetime import time

from .facts import ROLES, Job
from .limits import Condition, Escalation, Pattern, a_fact, condition, pattern, patterns
from .schema import Words, clock_time, flag, key, many, number, one_of, record, table_of, text, words

KEEPERS = ("desk", "technician", "customer", "engineering", "finance", "archive")
STAGES = ("call", "survey", "issue", "visit", "return", "callback", "close", "follow_up")
KINDS_OF_FIELD = ("text", "choice", "tick", "number", "date", "moment", "score")
SETTABLE = (
    "urgency", "area", "scope", "listed", "minor", "paid", "important", "key_customer", "complaint",
)  # fmt: skip
ADVICE_AT = ("call", "dispatch", "leaving", "door", "talk", "work", "done", "callback", "always")
PERIODS = ("day", "week", "month", "quarter", "half_year", "year")
# Bars that ask more than whether a fact is there; any other bar names facts or fields.
BUILT_IN = ("not_finished", "completion_callback", "opinion", "rework_open")
# What the program does for every office; a document that asks for it is served without a statement of its own.
FEATURES = (
    "register", "unique_number", "channels", "find_caller", "appointment", "follow_up_questions", "urgency", "matters",
    "order", "technicians", "load", "contractors", "equipment", "slip", "copies", "unfinished", "rework", "history",
    "notes", "chase", "callback", "opinion", "price_list", "consent", "charges", "payment", "withdrawal", "withdrawn_apart",
    "two_posts", "alarms", "roles", "journal", "search", "export", "month", "by_technician", "times_of_visit", "transfer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What every statement has: the rule of the document that it implements, and others it serves."""

    rule: str = key(text, "the rule it implements")
    also: tuple[str, ...] = key(many(text, single=True), "other rules it serves", ())


@dataclass(frozen=True, slots=True)
class Option:
    """One value a field may have."""

    name: str = key(text, "the value as it is kept")
    title: Words = key(words, "what the screens call it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Statement):
    """Something the office's form asks for beyond what every register line has; a tick is one line of a checklist."""

    name: str = key(text, "the field's name, as in the JSON answers")
    title: Words = key(words, "what the screens and the slip call it")
    stage: str = key(one_of(*STAGES, name="Stage"), "when it is asked", "call")
    kind: str = key(one_of(*KINDS_OF_FIELD), "what may be entered; a score is 1 to 5", "text")
    options: tuple[Option, ...] = key(many(record(Option)), "the values of a choice", ())
    required: bool = key(flag, "its stage is not saved without it", False)
    when: Condition = key(condition, "the jobs for which it is asked", Condition())
    sets: str | None = key(one_of(*SETTABLE), "the property of the job that gets its value", None)
    group: Words | None = key(words, "the heading of the list it stands in", None)
    preset: str | None = key(text, "its value from the call on, unless another is filled in", None)
    on_file: str | None = key(text, "the same for a caller who is on file with the room", None)
    hint: Words | None = key(words, "what to ask or look at", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar(Statement):
    """One thing that bars a step until a fact or a field is there."""

    code: str = key(text, "the code, as in missing_to_close")
    field: str = key(text, "the field of the form it asks for", "fields")
    title: Words = key(words, "what is missing, in words")
    when: Condition = key(condition, "the jobs it applies to", Condition())
    unless: Condition | None = key(condition, "the jobs among them that it leaves out", None)
    needs: tuple[Pattern, ...] = key(patterns, "any of these facts lifts it", ())
    fields: tuple[str, ...] = key(many(text, single=True), "all these fields must be filled in as well", ())
    since: str = key(
        one_of("ever", "finished", "order", "moved"),
        "how recent the fact must be: after the end of the work, of the latest order, after the last hand-over",
        "ever",
    )

    def applies(self, job: Job, origin: str) -> bool:
        """Whether such a job is asked for this."""
        return self.when.holds(job, origin) and not (self.unless and self.unless.holds(job, origin))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Bar):
    """A bar before another step than closing: no slip without payment, no work without consent."""

    before: tuple[str, ...] = key(many(a_fact, single=True), "the facts that may not be recorded without it")


@dataclass(frozen=True, slots=True)
class Closing:
    """What must be there before a line is struck off."""

    bar: tuple[Bar, ...] = key(many(record(Bar)), "the bars, in the order in which they are named")
    unreachable_after: int = key(number, "attempts after which a callback may be given up", 3)
    finished_by: dict[str, tuple[Pattern, ...]] = key(
        table_of(patterns), "by kind of call: the facts that finish it", {}
    )
    rework: Escalation | None = key(
        record(Escalation), "who is told when a job has to be done again more than so many times", None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Statement):
    """A way a line may end without the closing gate: answered by telephone, price declined, passed on."""

    code: str = key(text, "the code, as in the JSON answers")
    title: Words = key(words, "what the screens call it")
    when: Condition = key(condition, "the jobs that may end so", Condition())
    unless: Condition | None = key(condition, "the jobs among them that may not", None)
    before_order: bool = key(flag, "only while no order has been issued", False)
    needs: tuple[Pattern, ...] = key(patterns, "one of these facts must be on record", ())
    fields: tuple[str, ...] = key(many(text, single=True), "all these fields must be filled in", ())
    past: str | None = key(text, "only when this limit has run out", None)
    attempts: int = key(number, "only after so many callbacks that reached nobody", 0)
    finished: bool = key(flag, "only when the work is finished; the line then counts as finished", False)


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How the desk is walked through its calls."""

    early: int = key(number, "minutes before the limit at which an arrival call is proposed", 2)
    objections: int = key(number, "objections to a plan after which the supervisor decides", 2)
    share: int = key(number, "of a hundred finished jobs, how many are drawn for a call", 100)
    always: tuple[Condition, ...] = key(many(condition), "jobs that are always drawn", ())
    rule: str | None = key(text, "the rule that leaves the share open", None)


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the slip, and where it goes when the job is done."""

    name: str = key(text, "the copy's name, as in the JSON answers")
    title: Words = key(words, "what is printed on it")
    goes_to: str = key(one_of(*KEEPERS), "who keeps it in the end")
    rule: str | None = key(text, "the rule it implements", None)
    also: tuple[str, ...] = key(many(text, single=True), "other rules it serves", ())
    paid_only: bool = key(flag, "only a paid job has it handed on", False)
    stays: bool = key(flag, "it stays at the desk when the slip goes out", False)
    when: Condition = key(condition, "the jobs whose slip has it", Condition())


@dataclass(frozen=True, slots=True)
class Numbering:
    """A form's own running number, beside the order's."""

    prefix: str = key(text, "what stands before the number", "")
    digits: int = key(number, "digits at least", 5)
    first: int = key(number, "the first number", 1)
    each: str = key(one_of("ever", "year", "month"), "when it begins anew", "ever")
    rule: str | None = key(text, "the rule it implements", None)
    also: tuple[str, ...] = key(many(text, single=True), "other rules it serves", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Statement):
    """A printed form: for which jobs, its number, its fields in their order, who signs, what is printed below."""

    name: str = key(text, "the form's name")
    title: Words = key(words, "its heading")
    when: Condition = key(condition, "the jobs it is written for", Condition())
    numbering: Numbering | None = key(record(Numbering), "its own running number", None)
    fields: tuple[str, ...] = key(
        many(text), "the fields on it: the office's own, or one every slip may have", ()
    )
    signatures: tuple[Words, ...] = key(many(words), "the boxes to be signed", ())
    disclaimer: Words | None = key(words, "the disclaimer printed on it", None)
    notes: Words | None = key(words, "other text printed on it", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Statement):
    """A kind of matter and the department that answers it."""

    kind: str = key(text, "the kind of matter")
    title: Words = key(words, "what the screens call it")
    department: str = key(
        one_of("engineering", "security", "customer_service", "service_centre"), "who answers it"
    )
    waits_for_opening: bool = key(flag, "at night it waits for the opening, with the caller's consent", False)


@dataclass(frozen=True, slots=True)
class Fees:
    """How amounts are worked out."""

    unit_minutes: int = key(number, "minutes of a started unit of labour", 30)
    blocks: bool = key(flag, "several kinds in one unit of time are charged once, at the highest rate", False)
    stock_percent: int = key(
        number, "per cent of the stock price that is charged for material off the list", 100
    )
    round_to: int = key(
        number, "fen to which a stock price and a fractional quantity are rounded, half up", 1
    )
    prepay_from: int | None = key(number, "total in fen from which the amount is paid in advance", None)
    charged: Condition = key(condition, "the jobs that may be charged for at all", Condition())
    rework_free: bool = key(flag, "doing a job again is recorded, not charged", False)
    rule: str | None = key(text, "the rule that says so", None)
    also: tuple[str, ...] = key(many(text, single=True), "other rules it serves", ())
    nothing: bool = plain(default=False)
    """Whether nothing at all is charged; never in a file: what the fees of a rework order are (``bill.of_order``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRate(Statement):
    """A rate of the office's own: of the clocks of its limits that fell due in the month those that were kept, or of
    the answers given to a field those that are one of ``options``.
    """

    name: str = key(text, "the rate's name, as in the JSON answers")
    title: Words = key(words, "what the sheet calls it")
    limits: tuple[str, ...] = key(many(text, single=True), "the limits it counts", ())
    field: str | None = key(text, "the field whose answers it counts", None)
    options: tuple[str, ...] = key(many(text, single=True), "the answers that are good ones", ())
    when: Condition = key(condition, "the jobs it counts", Condition())


@dataclass(frozen=True, slots=True, kw_only=True)
class Month(Statement):
    """The figures owed at the end of the month."""

    rates: tuple[str, ...] = key(many(text), "the rates shown, in this order")
    rate: tuple[OwnRate, ...] = key(many(record(OwnRate)), "rates of the office's own", ())
    remind_days: int = key(number, "days before the last of the month at which the desk is reminded", 3)
    targets: dict[str, int] = key(table_of(number), "rate to be reached, in thousandths", {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Statement):
    """Something the office owes every day, month or half-year, whatever calls come in."""

    name: str = key(text, "the duty's name")
    title: Words = key(words, "what is to be done")
    every: str = key(one_of(*PERIODS), "how often")
    day: int | None = key(number, "by the end of this day of the period; else by its end", None)
    remind_days: int = key(number, "days before at which the desk is reminded", 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Statement):
    """A register of the office's own: storm warnings, job cards, slip stock. Lines are added, never changed."""

    name: str = key(text, "the book's name")
    title: Words = key(words, "what the screens call it")
    fields: tuple[Field, ...] = key(many(record(Field)), "what each line of it holds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep(Statement):
    """How long a closed line must be kept; the longest that applies counts."""

    years: int | None = key(number, "full years after the day of closing; none: without end", None)
    when: Condition = key(condition, "the jobs it applies to", Condition())
    converted: bool = key(flag, "only lines that led to a follow-up sheet", False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fine(Statement):
    """A deduction the document names: proposed to the supervisor month by month, never taken."""

    name: str = key(text, "its name")
    title: Words = key(words, "what for")
    fen: int = key(number, "the amount proposed for each case, in fen", 0)
    limit: str | None = key(text, "each clock of this limit that was missed", None)
    duty: str | None = key(text, "each time this duty was missed", None)
    book: str | None = key(text, "each line of this book", None)
    from_: int = key(number, "from this case of the month on", 1)
    amount: str | None = key(text, "the book's field that holds the amount instead", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class May(Statement):
    """Who may record a fact; where nothing is said, whoever the program lets do it."""

    what: Pattern = key(pattern, "the fact")
    roles: tuple[str, ...] = key(
        many(one_of(*ROLES), single=True), "the roles that may; a manager always may", ()
    )
    not_technician: bool = key(flag, "not whoever carried the job's last order", False)
    when: Condition = key(condition, "the jobs it applies to", Condition())


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice(Statement):
    """What to say, to watch or to leave alone, at a step of the job: shown there and printed on the slip's back."""

    at: str = key(one_of(*ADVICE_AT, name="Step"), "at which step")
    text: Words = key(words, "the words")
    when: Condition = key(condition, "the jobs it is shown for", Condition())


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCode(Statement):
    """A code the customer gives the technician at the door."""

    digits: int = key(number, "its length", 6)
    when: Condition = key(condition, "the jobs that have one", Condition())


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Statement):
    """A way of working that an office has or has not."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How orders reach a technician."""

    pool: Way | None = key(record(Way), "an order is offered to all, and whoever takes it has it", None)
    propose: Way | None = key(record(Way), "the technician is proposed by area, trade and load", None)
    visit_code: VisitCode | None = key(record(VisitCode), "the customer gives a code at the door", None)
    matters: Way | None = key(record(Way), "a matter has an order too", None)
    one_per_month: Way | None = key(record(Way), "one order for a caller in a calendar month", None)
    crew_full: Way | None = key(record(Way), "the crew may be declared full until a day", None)
    firm: Way | None = key(record(Way), "an order may go to an outside firm", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(Statement):
    """The hours for which a visit may be agreed; an emergency is free of them."""

    opens: time = key(clock_time, "the first time")
    closes: time = key(clock_time, "the first time that is too late")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Rules that the program serves for every office alike."""

    feature: str = key(one_of(*FEATURES, name="Feature"), "what serves them")
    rules: tuple[str, ...] = key(many(text, single=True), "the rules")


@dataclass(frozen=True, slots=True)
class Account:
    """A person that a text message may name."""

    account: str = key(text, "the account")
    name: str = key(text, "the person's name")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a room."""

    name: str = key(text, "the group's name")
    people: tuple[Account, ...] = key(many(record(Account)), "who is in it", ())


@dataclass(frozen=True, slots=True)
class Room:
    """A specialist room of a centre."""

    name: str = key(text, "the room's name")
    group: tuple[Group, ...] = key(many(record(Group)), "its groups", ())


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre of the organisation."""

    name: str = key(text, "the centre's name")
    room: tuple[Room, ...] = key(many(record(Room)), "its rooms", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Statement):
    """To whom an order may be handed on by text message."""

    own: str = key(text, "the centre that need not be named")
    centre: tuple[Centre, ...] = key(many(record(Centre)), "the centres", ())


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule of the office's document."""

    clause: str = key(text, "where it stands in the document")
    zh: str = key(text, "what it says")
    en: str = key(text, "the same in English")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the procedure comes from."""

    title: Words = key(words, "the document's title")
    system: str = key(text, "its number among the documents")
    about: Words | None = key(words, "for which jobs it is meant, where an office works by several", None)
