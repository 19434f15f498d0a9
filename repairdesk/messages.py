"""Every sentence the program says when it refuses or fails, by its code: what is wrong and what to do about it.

The operations and rules raise codes with values; ``text.say`` turns them into a sentence. A value that is a word
of the register (``role``, ``state``, ``event`` ...) is translated on the way, see ``words.WORDS``.
"""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a message for translation where it is written down; ``text._`` looks it up where it is shown."""
    return message


MESSAGES: dict[str, str] = {
    "other": N_("This was not accepted ({code}). Correct it and try again."),
    # What was typed.
    "required": N_("Nothing is filled in here. Fill it in."),
    "too_long": N_("This has {length} characters and at most {limit} fit. Shorten it."),
    "control_characters": N_("This contains control characters. Type it again instead of pasting it."),
    "not_one_of": N_("This is not one of the choices. Choose one of: {allowed}."),
    "not_a_phone": N_(
        "This is no telephone number. Give a mobile, a landline with its area code, or an extension."
    ),
    "bad_phone": N_(
        "This is no telephone number. Give a mobile, a landline with its area code, or an extension."
    ),
    "not_an_amount": N_("This is no amount. Give yuan with at most two decimals, for example 16.10."),
    "bad_amount": N_("This is no amount. Give yuan with at most two decimals, for example 16.10."),
    "bad_quantity": N_("This is no quantity. Give a number, for example 2 or 1.5."),
    "below_zero": N_("This is below zero. Give zero or more."),
    "not_above_zero": N_("This is zero. Give a number above zero."),
    "too_fine": N_("This has too many decimals. Give at most {decimals}."),
    "too_large": N_("This is too large. Give at most {most}."),
    "several_numbers": N_("Several numbers end in {number}: {allowed}. Give more of the digits."),
    "bad_token": N_("This is no token. Give one word of at most 100 characters, without spaces."),
    "not_json": N_("This line is no JSON object. Write one object a line, in UTF-8."),
    "bad_number": N_("This is no number of a call or an order. Give its 12 digits."),
    "not_a_number": N_("This is no whole number. Give digits only."),
    "call_or_all": N_("Name one call, or give --all for everything that rings."),
    "choose_one": N_("Nothing is chosen here. Choose with a digit."),
    "line_not_finished": N_("This line is not entered yet. Enter adds it; or empty the field."),
    "not_fetched": N_("This number's slip is not in sight yet. Press Enter at it first."),
    "not_apologised": N_("The limit has passed: apologise to the customer, then press 1 here."),
    # Times.
    "not_a_time": N_("This is no time. Give 10:15, 03-02 10:15 or 2026-03-02 10:15."),
    "bad_time": N_("This is no time. Give 10:15, 03-02 10:15 or 2026-03-02 10:15."),
    "bad_office_time": N_("This is no time. Give it as YYYY-MM-DD HH:MM, for example 2026-03-02 10:15."),
    "bad_date": N_("This is no date. Give it as YYYY-MM-DD, for example 2026-03-02."),
    "bad_month": N_("This is no month. Give it as YYYY-MM, for example 2026-03."),
    "no_such_date": N_("The calendar has no such date. Check the day and the month."),
    "no_such_time": N_("The clock has no such time. Check the hours and the minutes."),
    "time_in_future": N_("This lies ahead: it is only {now}. Give a time that has passed."),
    "time_in_past": N_("This has passed: it is already {now}. Give a time that lies ahead."),
    "time_before": N_("This is before {earlier}: {event}. Give that time or a later one."),
    "time_after": N_("This is after {later}: {event}. Give that time or an earlier one."),
    # What is on file.
    "unknown_room": N_("There is no room {room}. Check it, or enter it as a new room."),
    "unknown_staff": N_("Nobody on the staff is called {name}. Check the name, or enter the person first."),
    "unknown_call": N_("There is no call {number}. Check the number, or search the register."),
    "unknown_order": N_("There is no work order {number}. Check the number on the slip."),
    "unknown_item": N_("The price list has no item {item}. Choose one from the list, or give its price."),
    "unknown_procedure": N_("There is no procedure {procedure}. Choose one of: {allowed}."),
    "unknown_resident": N_(
        "Nobody on file has this name, room or telephone. Check it, or enter a new caller."
    ),
    "already_exists": N_("{name} is on file already. Use that entry, or give another name."),
    "changed_meanwhile": N_("Somebody changed this meanwhile. Look at it again, then enter your change."),
    "changed_since": N_(
        "{name} ({post}) has changed call {call} since you looked, at {at}. Look at it again, then decide."
    ),
    "not_active": N_("{name} no longer works here. Choose somebody else."),
    # Money.
    "nothing_held_by": N_("{name} holds no cash. Look at the list of what is held."),
    "not_held": N_("Receipt {number} is not among the cash he holds. Look at the list of what is held."),
    "not_the_sum": N_(
        "The receipts come to {sum_fen}. Count again, or choose the receipts that are handed in."
    ),
    "nothing_at_desk": N_("Nothing lies at the desk for finance. What technicians hold is handed in first."),
    "not_at_desk": N_("Receipt {number} is not at the desk. What technicians hold is handed in first."),
    "less_than_nothing": N_(
        "{sum_fen} more was given back than taken. Let finance refill the desk's cash first."
    ),
    "unknown_receipt": N_("There is no receipt {number}. Give its number, for example 2026-00012."),
    "nothing_to_refund": N_(
        "Nothing was paid above the bill. Give an amount if some goes back all the same."
    ),
    "more_than_paid": N_("Only {most_fen} was paid. Give that or less."),
    "not_enough_cash": N_("Only {most_fen} in cash lies at the desk. Choose transfer, or ask finance."),
    "nothing_to_waive": N_("Nothing is charged on this order. Enter the charges first, then what is waived."),
    "more_than_due": N_("Only {most_fen} is charged on this order. Give that or less."),
    "not_an_approver": N_("{name} may not approve this. It takes one of: {roles}."),
    # Taking an entry back.
    "nothing_to_undo": N_("Nothing that you entered today is left to take back. Correct the line instead."),
    "unknown_entry": N_("There is no entry {entry}. Leave the number out to take back your last one."),
    "not_your_entry": N_("This was entered by {name}. Ask them, or a supervisor, to take it back."),
    "already_taken_back": N_("{name} has taken this back already, at {at}. There is nothing to do."),
    "undo_other_day": N_("This was entered on another day, at {at}. Correct the line, or withdraw it."),
    "cannot_take_back": N_(
        "{name} has entered more about this line since, at {at} (entry {entry}). That has to go first."
    ),
    "undo_enter_anew": N_("Taking back is not taken back. Enter it anew."),
    "undo_heard": N_("An alarm that was heard stays so. See to the call itself."),
    "undo_handover": N_("A handover is not taken back. Make it anew, or accept it with an objection."),
    "undo_item": N_("What the desk holds is not taken back. Enter that it was given out or dealt with."),
    "undo_duty": N_("A duty that was done is not taken back. Tell the supervisor."),
    "undo_crew": N_(
        "What was said of the crew is not taken back. Say that it is full, or free, as it is now."
    ),
    "undo_list": N_("The office's lists are not taken back. Change the entry in the directories (Ctrl+D)."),
    # What may be done.
    "not_permitted": N_("This is not for you to do as {role}. It is for: {roles}."),
    "no_operator": N_("Nobody has signed on. Say who acts: Ctrl+O at the desk, --by NAME in a command."),
    "wrong_state": N_("This cannot be done while the job stands at: {state}. Do its next action first."),
    "already_done": N_("This was recorded at {earlier} already. There is nothing to do."),
    "cannot_close": N_("This cannot be struck off yet. Still missing: {missing}."),
    # What a job, an order or an office does not allow.
    "only_a_matter": N_("This is a repair and needs a work order. Issue one instead."),
    "matter_has_no_order": N_("This is a matter and gets no work order. Tell its department, or convert it."),
    "has_its_own_command": N_("{what} has a command of its own. Use that one."),
    "not_of_this_call": N_("This order does not belong to call {call}. Give one that does."),
    "same_call": N_("This is the call itself. Give the number of the other one."),
    "unknown_technician": N_("There is no technician {name}. Choose one of: {allowed}."),
    "replaced_order": N_("Order {number} has taken this one's place. Report on that one."),
    "no_consent": N_("The customer has not agreed to the price yet. Record the consent first."),
    "not_a_night_job": N_("This call came in by day, so its slip was written with the order. Nothing to do."),
    "no_order_yet": N_("No technician has been sent yet. Issue a work order first."),
    "already_written": N_("The slip has been written already. There is nothing to do."),
    "not_dispatched_yet": N_("Nobody has been sent yet. Issue a work order first."),
    "not_finished_yet": N_("The work is not finished yet. Enter its end first."),
    "no_plan_yet": N_(
        "No slip came back unfinished, so there is no plan to ask about. Enter the slip first."
    ),
    "nothing_to_decide": N_(
        "Nobody is dissatisfied and no plan was objected to. There is nothing to decide."
    ),
    "not_a_paid_job": N_("This job is free, so finance gets no copy. Record a price first if it is paid."),
    "advance_too_small": N_("A job of this price is paid in full before its slip. Take {least_fen}."),
    "slip_not_back": N_("The slip is not back yet. Take it in first."),
    "no_charges": N_(
        "This job may not be charged for. Enter only the customer's own material, or correct the job first."
    ),
    # A message that hands an order on.
    "transfer_not_one": N_("This is no transfer message. Write one such as {example} instead."),
    "transfer_no_second_mark": N_("The second # is missing. Put it between the receiver and the opinion."),
    "transfer_no_opinion": N_("The opinion is missing. Write it after the second #."),
    "transfer_wrong_mark": N_(
        "{mark} divides nothing here. Put a hyphen - between parts and a semicolon ; between people."
    ),
    "transfer_bad_path": N_(
        "{path} names no receiver. Write centre-room, centre-room-group or centre-room-group-account."
    ),
    "transfer_mixed": N_("Only people may be several. Name one room, one group, or people alone."),
    "transfer_no_hyphen": N_("The hyphen in front is missing. Write {better} instead."),
    "transfer_unknown_centre": N_("There is no centre {name}. Choose one of: {allowed}."),
    "transfer_other_centre": N_("{name} belongs to {centre}. Write {centre}-{name} instead."),
    "transfer_room_missing": N_("{name} is a group. Write the name of its room before it."),
    "transfer_unknown_room": N_("{centre} has no room {name}. Choose one of: {allowed}."),
    "transfer_group_missing": N_("{name} is a person. Write the name of the group before it."),
    "transfer_unknown_group": N_("{room} has no group {name}. Choose one of: {allowed}."),
    "transfer_name_not_account": N_("{name} is a name, and names repeat. Write the account: {allowed}."),
    "transfer_unknown_account": N_("{group} has no account {name}. Choose one of: {allowed}."),
    # Orders that are offered to all, given back, handed on, or go to a firm.
    "no_pool": N_("This job's procedure has no pool of orders. Choose a technician and issue the order."),
    "not_in_pool": N_("This job is not offered to all. Ask the desk to issue it to you."),
    "only_yourself": N_("A job can only be taken by whoever does it. Give your own name: {name}."),
    "must_be_after": N_("This is no later than {earlier}: {event}. Give a later time."),
    "not_your_order": N_("This order is in the hands of: {holder}. Ask them, or let a supervisor do it."),
    "one_a_month": N_(
        "{name} has had order {number} this month, and one a month is the rule. Use that one, or wait until {until}."
    ),
    "outside_firm": N_(
        "{name} is of the firm {firm}, and this job's procedure sends no firm. Choose somebody else."
    ),
    "no_visit_code": N_(
        "This job has no code for the visit, so there is nothing to verify. Record the arrival."
    ),
    "wrong_code": N_(
        "This is not the customer's code. Ask for it again, or say who verified the visit without it."
    ),
    "code_required": N_(
        "The customer's code is needed here. Give it, or say who verified the visit without it."
    ),
    "no_transfer": N_("This job's procedure has no transfer by message. Move the order, or issue it anew."),
    "already_there": N_("The order is with {holder} already. Name another receiver."),
    "several_orders": N_("Several open orders are in your hands: {allowed}. Say which one is meant."),
    "no_order_held": N_("No open order is in your hands. Say which order is meant."),
    "not_the_receiver": N_(
        "This order was handed on to: {holder}. Only they can accept it; name one of them."
    ),
    # The office's own lists.
    "unknown_equipment": N_("There is no equipment {name}. Check the name, or enter it first."),
    "unknown_emergency": N_("There is no emergency {name}. Give its name or its number in the list."),
    "unknown_contact": N_(
        "There is no contact {number} here. Give a number from 1 to {most}, or add the contact."
    ),
    "unknown_book": N_("There is no book {name}. Choose one of: {allowed}."),
    "unknown_duty": N_("There is no duty {name}. Choose one of: {allowed}."),
    "unknown_period": N_("{period} is not a period that has begun. Give one such as {example}."),
    "no_crew_full": N_(
        "This office's procedure does not let the crew be full. Agree later times one by one."
    ),
    "crew_not_full": N_("The crew has not been declared full. There is nothing to do."),
    "closes_before_it_opens": N_("The day post would end before it begins. Give a later time."),
    "unknown_zone": N_("There is no time zone {zone}. Give a name such as Asia/Shanghai."),
    "last_manager": N_("The office needs a manager. Make somebody else manager first."),
    # What the office's own procedure asks.
    "gate": N_("{missing}. This has to be there first; enter it, then try again."),
    "own_work": N_("Whoever carried the order may not record this. Let somebody else do it."),
    "unknown_field": N_("There is no field {name} here. Choose one of: {allowed}."),
    "no_fields": N_("The procedure has no fields of its own. Leave {name} out."),
    "field_required": N_("This is needed here: {title}. Fill it in."),
    "outside_booking_hours": N_(
        "Visits are agreed from {opens} on and before {closes}. Give such a time, or mark it as a special case."
    ),
    "crew_full": N_(
        "The crew takes no routine visits before {until}. Agree a time from then on, or mark it as a special case."
    ),
    "ending_not_for_this": N_("A line like this may not end so. Choose another ending, or strike it off."),
    "ending_after_order": N_("An order is out, so the line may not end so any more. Choose another ending."),
    "ending_needs": N_("The line may end so only after: {event}. Record that first."),
    "ending_too_early": N_("The line may end so only once this limit has run out: {limit}. Wait until then."),
    "ending_attempts": N_("The line may end so only after {attempts} calls that reached nobody. Call again."),
    "possible_endings": N_("As it stands the line may end as: {allowed}. Choose one of them."),
    "no_endings": N_("As it stands the line has no other ending. Strike it off, or withdraw it."),
    "not_a_follow_up": N_("This is no follow-up sheet. Give the number of one."),
    "cannot_convert": N_("This line cannot become another kind. Go on with it as it is."),
    "own_procedure": N_("The office itself works by {procedure}. Let it adopt another one first."),
    "not_in_use": N_("The procedure {procedure} is not in use here. Choose one of: {allowed}."),
    # Shifts handed over, and what the desk holds.
    "nothing_held": N_("Nothing is held under the number {number}. Look at the list of what is held."),
    "unknown_handover": N_("There is no handover {number}. Look at the list of handovers."),
    "replaced_handover": N_("Handover {number} was made anew. Accept handover {newer} instead."),
    "already_accepted": N_("{name} has accepted this already, at {at}. There is nothing to do."),
    "unknown_line": N_("The handover has no line {number}. Give one of its own."),
    "not_a_border": N_("The shift does not change then. The next change is at {next}; give such a time."),
    "nothing_to_accept": N_("Nothing waits to be accepted. Look at the list of handovers."),
    "objection_to_what": N_("Say which line is objected to. Name it with --line."),
    "no_printer": N_(
        "This machine has no command to print with (lp or lpr). Save the sheet in a file instead."
    ),
    "unknown_printer": N_(
        "There is no printer {name}. Ask the system for its printers with lpstat -p, or set another one up."
    ),
    "printer_off": N_(
        "The printer {name} does not answer ({detail}). Switch it on, see to paper and cable, and print again."
    ),
    "print_service_off": N_(
        "The print service of this machine is not running. Start it (CUPS), or save the sheet in a file instead."
    ),
    "already_printed": N_("This has been printed already."),
    "given_up": N_("Somebody has given this print up already. Print the slip anew."),
    "nothing_to_print": N_("There is no print of this number that waits."),
    "reprint_reason": N_(
        "This slip is out already. Say why it is printed once more: lost, torn, wrong paper."
    ),
    "not_on_this_paper": N_("A dot-matrix printer prints on endless paper only. Choose one of: {allowed}."),
    "not_printed": N_("This was not printed: {detail}. See to the printer, or save the sheet in a file."),
    "no_font": N_(
        "The font for printing is missing. Install noto-cjk-sans-otc with pip, or the system's Noto Sans CJK as {path}."
    ),
    "cannot_print": N_(
        "The font lacks these characters: {allowed}. They are printed as \u3013; the rest is printed."
    ),
    # Copies of slips, lists to be signed for, pads.
    "copy_blank": N_("{copy} of order {order} is not on paper yet. Write the slip first."),
    "copy_out": N_("{copy} of order {order} is out with the technician. Take the slip in first."),
    "copy_lost": N_(
        "{copy} of order {order} is lost since {at}. Print it anew, or say that it has turned up, first."
    ),
    "copy_gone": N_("{copy} of order {order} has gone already, at {at}, to: {keeper}. Leave it out."),
    "copy_not_for": N_("{copy} of order {order} does not go there but to: {keeper}. Leave it out."),
    "copy_line_open": N_("{copy} of order {order} is filed once call {call} has ended. Leave it out."),
    "copy_with_slip": N_("Order {order} is still out, and this copy with it. Take the slip in instead."),
    "copy_not_lost": N_("{copy} of order {order} is not missing. There is nothing to do."),
    "nothing_to_hand_on": N_("Nothing lies at the desk to be handed on there. There is nothing to do."),
    "unknown_list": N_("There is no list {number}. Look at the lists that were made."),
    "list_void": N_("List {number} was taken back. Hand the copies on anew."),
    "list_signed": N_("{name} has signed list {number} already, at {at}. There is nothing to do."),
    "undo_list_signed": N_(
        "{name} has signed list {number}. What is back at the desk is handed on with another one."
    ),
    "undo_print": N_(
        "What was printed is printed. What still waits is given up under Ctrl+D, to be printed."
    ),
    "bad_pad_number": N_("This is no number of a pad. Give it as it is printed, for example {example}."),
    "pad_backwards": N_("The pad would end before it begins, at {number}. Give its last number here."),
    "pad_overlaps": N_("The pad from {first} to {last} has some of these numbers. Check what is printed."),
    "unknown_pad": N_("There is no pad {number}. Look at the list of pads."),
    "pad_closed": N_("The pad from {first} is closed already. There is nothing to do."),
    "no_pad_in_use": N_("No pad of such slips is in use. Leave the number out, or take the pad in first."),
    "not_in_pad": N_("{number} is on no pad that is in use. Give a number of: {allowed}."),
    "pad_number_used": N_("{number} is the slip of order {order}. Look at the number again."),
    "pad_number_spoiled": N_("{number} is spoiled ({reason}). Take another sheet."),
    "undo_pad": N_("A pad is not taken back. Close it, or say which of its numbers are spoiled."),
    "border_ahead": N_("This change of shift is too far ahead. Hand over for the next one, at {next}."),
    # The database file.
    "no_file": N_("There is no database {path}. Make one with: repairdesk init"),
    "already_a_file": N_("{path} exists already and is left as it is. Give another name."),
    "damaged": N_(
        "The database {path} is damaged and was left untouched. Restore a backup: repairdesk restore FILE"
    ),
    "foreign_file": N_(
        "{path} is no database of RepairDesk and was left untouched. Give the right file with --db."
    ),
    "newer_file": N_(
        "The database {path} was made by a newer RepairDesk and was left untouched. Update the program."
    ),
    "hard_link": N_(
        "{path} has a second name (a hard link), which is not safe. Keep the database under one name."
    ),
    "replaced_file": N_(
        "The database {path} was replaced while it was open. Close the program and open it again."
    ),
    "busy": N_("Another program keeps the database {path} busy. Nothing was saved; try again in a moment."),
    "no_room": N_("The disk is full. This was not saved; make room on the disk and try again."),
    "io_error": N_(
        "The disk did not take or give the data. Nothing was saved; check the disk, then try again."
    ),
    "read_only": N_(
        "{path} may not be written. Nothing was saved; ask whoever runs this machine for the right to."
    ),
    "cannot_open": N_("{path} cannot be opened. Check that it is there and that you may read it."),
    "not_a_file": N_("{path} is no ordinary file and was left untouched. Give the right file with --db."),
    "empty_file": N_(
        "{path} is empty and was left untouched. Give the right file with --db, or restore a backup."
    ),
    "not_durable": N_("{path} does not let SQLite save safely. Keep the database on a local disk."),
    "not_read_back": N_("What was written could not be read back. Nothing was saved; try again."),
    "in_use": N_("Another program has {path} open. Close it there, then try again."),
    "unsound": N_("{path} did not pass the check ({findings} findings). Run repairdesk doctor to see them."),
    "no_backup": N_(
        "{path} was not made by repairdesk backup. Open it with --db, check it with doctor, and back it up."
    ),
    "bad_backup": N_(
        "{path} has changed since the backup was made. Nothing was changed; give another backup."
    ),
    "bad_file_name": N_("{path} cannot be the name of this file. Give another name."),
    "not_accepted": N_("This cannot be kept here. Check it and choose or type another value."),
    # What the doctor finds. Each begins with the table it is about.
    "bad_page": N_("The file is damaged: {detail}. Restore a backup: repairdesk restore FILE"),
    "dangling": N_("Record {id} refers to a record of {parent} that is not there. Restore a backup."),
    "bad_revision": N_("The version of the database is not clear: {revision}. Restore a backup."),
    "layout_changed": N_("{name} was changed, added or removed by another program. Restore a backup."),
    "record_changed": N_("Record {id} was changed by another program. Compare it with a backup."),
    "record_missing": N_("Record {id} was removed by another program. Compare with a backup."),
    "record_unknown": N_("Record {id} was added by another program. Compare with a backup."),
    "record_not_as_entered": N_("Record {id} is not as the journal says. Compare it with a backup."),
    "entry_changed": N_(
        "Entry {seq} was changed, added or removed by another program. Compare with a backup."
    ),
    "numbers_broken": N_("The numbers of {day} ({series}) have a gap or a repeat. Compare with a backup."),
    "not_indexed": N_("Call {id} cannot be found by search. Compare with a backup."),
    "index_wrong": N_("The search index is not what the calls say. Restore a backup."),
    "open_to_others": N_(
        "Others on this machine may read or write {path}. Allow it to its owner only (600)."
    ),
    "old_sqlite": N_(
        "This Python has SQLite {version}, with which saving is safe but slow. Install pysqlite3 beside it."
    ),
    # Files that are read in.
    "not_text": N_("{path} is no text in UTF-8 or GB18030. Save it again as plain CSV."),
    "bad_csv": N_("This is no CSV from here on. Check the quotes, or save the table again as plain CSV."),
    "too_many_rows": N_("This has too many rows. Give at most {most} in one file."),
    "file_too_large": N_("{path} is too large. Give at most {most} MB in one file."),
    "missing_heading": N_("The heading {heading} is missing. The first line must name it."),
    # A command line.
    "not_a_pair": N_("{word} is no field with a value. Write it as NAME=VALUE."),
    "expected_object": N_("An object of names and values is expected here. Write it in braces."),
    "unknown_command": N_("There is no command {word}. Give one of: {allowed}."),
    # A procedure file.
    "bad_toml": N_("{path} is no TOML file: {detail}. Correct it there."),
    "bad_procedure_name": N_("This is no name for a procedure. Use letters, digits and dashes."),
    "expected_text": N_("A text is expected here. Write it in quotes."),
    "expected_number": N_("A whole number is expected here, zero or more. Write it without quotes."),
    "expected_flag": N_("true or false is expected here. Write one of them without quotes."),
    "expected_clock": N_('A time of day is expected here. Write it as "HH:MM".'),
    "expected_words": N_("A text in both languages is expected here. Write a table with zh and en."),
    "expected_table": N_("A table is expected here. Write its keys under a heading in square brackets."),
    "expected_list": N_("A list is expected here. Write it in square brackets."),
    "expected_one_of": N_("{value} is not known here. Write one of: {allowed}."),
    "expected_one_due": N_("Exactly one way to work out the time is expected here. Write one of: {allowed}."),
    "expected_amount": N_('A number of zero or more is expected here. Write it like 2 or "16.10".'),
    "expected_later": N_("This must lie after the start. Write a later time."),
    "expected_moment": N_('A date and time are expected here. Write them as "YYYY-MM-DD HH:MM".'),
    "unknown_key": N_("This key is not known here. Allowed are: {allowed}."),
    "missing_key": N_("This key is missing. Add it."),
    "unknown_rule": N_("There is no rule {value}. Describe it among the rules, or name another."),
}
