"""Write ``docs/TRACEABILITY.md``: every rule of every document, what honours it, and what shows that it does.

A rule is honoured by the statements of its procedure's file that name it, and shown by the worked cases that name it
and by the tests of those kinds of statement. ``--check`` only compares: a rule that nothing honours, or a statement
taken out, makes it fail.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from repairdesk.rules.procedure import Procedure, parse, rules_of  # noqa: E402
from repairdesk.rules.statements import Advice, Field, Served  # noqa: E402

TARGET = ROOT / "docs" / "TRACEABILITY.md"
CASES = ROOT / "tests" / "cases"
ONLY_PRINTED = "printed text only"
# What the table calls a kind of statement, by where it stands in the file.
KINDS = {
    "limit": "limit", "field": "field", "gate": "gate", "closing.bar": "gate: closing", "ending": "ending", "callbacks": "callback",
    "orders": "orders", "booking": "booking", "copy": "copies", "form": "printed form", "matter": "routing",
    "fees": "fees", "month": "figure", "month.rate": "figure", "duty": "duty", "book": "register", "keep": "retention",
    "fine": "proposal", "may": "role", "advice": "printed text", "transfer": "transfer", "served": "program",
}  # fmt: skip
# The tests that hold a kind of statement for every procedure.
STATEMENTS = "tests/rules/test_statements.py"
SHOWN_BY = {
    "field": f"{STATEMENTS}::test_a_field_is_asked_at_its_stage",
    "gate": f"{STATEMENTS}::test_a_gate_bars_until_it_is_lifted",
    "closing.bar": f"{STATEMENTS}::test_a_bar_bars_closing_until_it_is_lifted",
    "limit": f"{STATEMENTS}::test_a_limit_taken_out_is_missed_by_its_cases",
    "ending": f"{STATEMENTS}::test_an_ending_is_offered_where_it_fits",
    "callbacks": "tests/desk/test_fields.py::test_the_share_is_drawn_by_the_number_and_whom_the_rules_name_is_always_drawn",
    "orders.pool": "tests/desk/test_dispatch.py::test_a_technician_takes_an_order_from_the_pool",
    "orders.propose": "tests/desk/test_own_lists.py::test_the_technician_is_proposed_by_trade_building_and_load",
    "orders.visit_code": "tests/desk/test_dispatch.py::test_the_customers_code_verifies_the_visit",
    "orders.matters": "tests/desk/test_dispatch.py::test_a_matter_has_an_order_where_the_procedure_says_so",
    "orders.one_per_month": "tests/desk/test_dispatch.py::test_one_order_for_a_person_in_a_calendar_month",
    "orders.crew_full": "tests/desk/test_taking.py::test_while_the_crew_is_full_routine_visits_are_agreed_for_later",
    "orders.firm": "tests/desk/test_dispatch.py::test_an_order_goes_to_a_firm_only_where_the_procedure_says_so",
    "booking": "tests/desk/test_taking.py::test_a_time_outside_the_booking_hours_is_only_for_emergencies_and_special_cases",
    "copy": f"{STATEMENTS}::test_a_copy_and_a_form_belong_to_their_jobs",
    "form": f"{STATEMENTS}::test_a_copy_and_a_form_belong_to_their_jobs",
    "matter": f"{STATEMENTS}::test_a_matter_has_its_department",
    "fees": f"{STATEMENTS}::test_fees_are_worked_out_as_the_file_says",
    "month": f"{STATEMENTS}::test_a_rate_is_on_the_sheet",
    "month.rate": f"{STATEMENTS}::test_a_rate_is_on_the_sheet",
    "duty": f"{STATEMENTS}::test_a_duty_falls_due",
    "book": f"{STATEMENTS}::test_a_book_reads_its_fields",
    "keep": f"{STATEMENTS}::test_a_closed_line_is_kept_as_long_as_it_says",
    "fine": f"{STATEMENTS}::test_a_fine_is_proposed_for_something_there_is",
    "may": f"{STATEMENTS}::test_a_role_rule_refuses_the_others",
    "advice": f"{STATEMENTS}::test_advice_is_given_at_its_step",
    "transfer": "tests/rules/test_transfer.py::test_every_kind_of_mistake_has_its_own_answer",
}
# The tests that hold what the program does for every office.
FEATURES = {
    "register": "tests/cli/test_jobs.py::test_a_whole_repair",
    "unique_number": "tests/models/test_store.py::test_numbers_start_anew_each_day_and_each_series_has_its_own",
    "channels": "tests/cli/test_contract.py::test_calls_from_the_input",
    "find_caller": "tests/views/test_views.py::test_a_caller_is_found_by_whatever_he_gives",
    "appointment": "tests/rules/test_month.py::test_a_time_agreed_in_time_counts_and_one_agreed_too_late_does_not",
    "follow_up_questions": "tests/rules/test_routing.py::test_questions_are_asked_about_known_trades",
    "urgency": "tests/views/test_views.py::test_the_board_shows_the_most_urgent_line_first",
    "matters": "tests/desk/test_jobs.py::test_a_matter_is_told_answered_called_and_struck_off",
    "order": "tests/desk/test_jobs.py::test_one_repair_from_the_call_to_the_strike_off",
    "technicians": "tests/views/test_views.py::test_technicians_with_what_they_carry",
    "load": "tests/views/test_views.py::test_technicians_with_what_they_carry",
    "contractors": "tests/desk/test_dispatch.py::test_an_order_goes_to_a_firm_only_where_the_procedure_says_so",
    "equipment": "tests/desk/test_own_lists.py::test_equipment_is_kept_with_its_faults",
    "slip": "tests/desk/test_jobs.py::test_the_returned_paper_is_typed_in_at_one_go",
    "copies": "tests/desk/test_jobs.py::test_the_copies_follow_what_happened_whichever_way_it_is_entered",
    "unfinished": "tests/desk/test_jobs.py::test_unfinished_agreed_and_sent_again_under_the_same_line",
    "rework": "tests/desk/test_jobs.py::test_a_public_area_job_found_not_fixed_is_done_again",
    "history": "tests/views/test_views.py::test_a_likely_duplicate_is_named",
    "notes": "tests/views/test_views.py::test_a_call_card_tells_everything",
    "chase": "tests/views/test_views.py::test_the_board_shows_the_most_urgent_line_first",
    "callback": "tests/views/test_views.py::test_callbacks_due_know_what_went_before",
    "opinion": "tests/rules/test_month.py::test_callbacks_satisfaction_and_rework",
    "price_list": "tests/cli/test_jobs.py::test_a_paid_repair_is_billed_and_its_copy_goes_to_finance",
    "consent": "tests/cli/test_jobs.py::test_a_paid_repair_is_billed_and_its_copy_goes_to_finance",
    "charges": "tests/rules/test_laws.py::test_a_total_is_the_sum_of_its_lines",
    "payment": "tests/desk/test_jobs.py::test_a_paid_repair_goes_through_finance",
    "withdrawal": "tests/cli/test_jobs.py::test_withdrawn_and_converted_lines_keep_their_numbers",
    "withdrawn_apart": "tests/rules/test_month.py::test_the_example_of_the_catalogue",
    "two_posts": "tests/desk/test_jobs.py::test_a_night_job_is_written_up_in_the_morning",
    "alarms": "tests/desk/test_alarms.py::test_one_alarm_is_heard_by_somebody_at_a_post",
    "roles": "tests/desk/test_refusals.py::test_what_a_role_may_not_do_is_refused_in_the_operation",
    "journal": "tests/models/test_store.py::test_a_journal_replayed_into_nothing_gives_the_same_records",
    "search": "tests/views/test_views.py::test_the_register_is_searched_by_any_word",
    "export": "tests/cli/test_contract.py::test_the_register_goes_out_and_comes_back",
    "month": "tests/rules/test_month.py::test_the_figures_as_they_stood",
    "by_technician": "tests/rules/test_month.py::test_groups_and_money",
    "times_of_visit": "tests/views/test_views.py::test_work_in_several_visits",
    "transfer": "tests/rules/test_transfer.py::test_every_kind_of_mistake_has_its_own_answer",
}


@dataclass
class Line:
    """One rule: the statements that honour it, and the cases that show it."""

    honoured: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)


def procedures() -> dict[str, Procedure]:
    """Every procedure that comes with the program, by name."""
    files = sorted((ROOT / "data" / "procedures").glob("*.toml"))
    return {path.stem: parse(tomllib.loads(path.read_text("utf-8")), path.name) for path in files}


def cases() -> dict[str, list[dict[str, Any]]]:
    """Every worked case, by the procedure it is about."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for case in table["case"]:
            found[case.get("procedure", table.get("procedure", ""))].append(case)
    return found


def place(path: str) -> str:
    """The kind of statement that stands at a place: ``closing.bar[3]`` is ``closing.bar``, ``orders.pool`` is ``orders``."""
    bare = ".".join(part.partition("[")[0] for part in path.split("."))
    return next(kind for kind in (bare, bare.rpartition(".")[0], bare.partition(".")[0]) if kind in KINDS)


def called(path: str, statement: object) -> str:
    """A statement in the table: its kind and its name."""
    kind = KINDS[place(path)]
    if isinstance(statement, Served):
        return f"program: {statement.feature}"
    if isinstance(statement, Field) and statement.kind == "tick":
        kind = "checklist"
    if isinstance(statement, Advice):
        return f"{kind}: {statement.at}"
    name = (
        getattr(statement, "name", None)
        or getattr(statement, "code", None)
        or getattr(statement, "kind", None)
    )
    if name is None:
        name = path.rpartition(".")[2].partition("[")[0]
    return kind if name == kind else f"{kind} {name}"


def lines(procedure: Procedure, worked: list[dict[str, Any]]) -> dict[str, Line]:
    """Every rule of a procedure, in the order of its document."""
    found = {rule: Line() for rule in procedure.rules}
    for path, statement in procedure.statements():
        for rule in rules_of(statement):
            line = found[rule]
            line.honoured.append(called(path, statement))
            line.kinds.add(place(path))
            test = FEATURES.get(getattr(statement, "feature", ""), "") or SHOWN_BY.get(
                path, SHOWN_BY.get(place(path), "")
            )
            if test and test not in line.shown:
                line.shown.append(test)
    for case in worked:
        for rule in case.get("shows", ()):
            found[rule].shown.insert(0, f"case “{case['name']}”")
    return found


def absent() -> list[str]:
    """Tests that the table points to and that are not there."""
    found = []
    for pointed in sorted({*SHOWN_BY.values(), *FEATURES.values()}):
        file, _, name = pointed.partition("::")
        path = ROOT / file
        if not path.exists() or (name and f"def {name}(" not in path.read_text("utf-8")):
            found.append(pointed)
    return found


def document() -> str:
    """The whole table."""
    worked, parts = cases(), [HEAD]
    for name, procedure in procedures().items():
        title = procedure.source.title
        parts.append(
            f"\n## {name}: {title.zh} ({title.en})\n\n| rule | honoured by | shown by |\n|---|---|---|"
        )
        for rule, line in lines(procedure, worked[name]).items():
            honoured = ONLY_PRINTED if line.kinds == {"advice"} else "; ".join(dict.fromkeys(line.honoured))
            parts.append(
                f"| {rule} | {honoured or '**nothing**'} | {'; '.join(line.shown[:3]) or '**nothing**'} |"
            )
    return "\n".join(parts) + "\n"


HEAD = """# What honours each rule

One line for every rule of the documents: the statements of the procedure's file that carry it out, and the worked cases
(`tests/cases`) and tests that show it. Written by `python scripts/traceability.py`; the tests compare it.
"""


def main() -> int:
    """Write the table, or with ``--check`` say whether it is up to date and whole."""
    text = document()
    bare = [line for line in text.splitlines() if "**nothing**" in line]
    for problem in (*bare, *absent()):
        print(problem)
    if bare or absent():
        return 1
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text("utf-8") == text else 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
