"""What the codes of a procedure file are called when its statements are told in sentences."""

from __future__ import annotations

from repairdesk.messages import N_

PROPERTIES: dict[tuple[str, object], str] = {
    ("kind", "repair"): N_("repairs"), ("kind", "matter"): N_("matters"), ("kind", "follow_up"): N_("follow-up sheets"),
    ("place", "in_home"): N_("in homes"), ("place", "public_area"): N_("public areas"),
    ("urgency", "routine"): N_("routine ones"), ("urgency", "urgent"): N_("urgent ones"),
    ("urgency", "emergency"): N_("emergencies"),
    ("area", "urban"): N_("in the town"), ("area", "rural"): N_("in the country"), ("area", "remote"): N_("in remote areas"),
    ("scope", "company"): N_("within the company's scope"), ("scope", "internal"): N_("the customer's own installation"),
    ("channel", "phone"): N_("by telephone"), ("channel", "walk_in"): N_("reported at the desk"),
    ("channel", "online"): N_("reported online"), ("channel", "inspection"): N_("found on inspection"),
    ("channel", "patrol"): N_("found on patrol"),
    ("origin", "day"): N_("received by day"), ("origin", "night"): N_("received by night"),
    ("listed", True): N_("on the price list"), ("listed", False): N_("not on the price list"),
    ("minor", True): N_("minor repairs"), ("minor", False): N_("no minor repairs"),
    ("paid", True): N_("paid jobs"), ("paid", False): N_("free jobs"),
    ("important", True): N_("important ones"), ("important", False): N_("not the important ones"),
    ("key_customer", True): N_("key customers"), ("key_customer", False): N_("other customers"),
    ("complaint", True): N_("complaints"), ("complaint", False): N_("no complaints"),
    ("large", True): N_("large amounts"), ("large", False): N_("no large amounts"),
    ("sampled", True): N_("drawn for a call"), ("sampled", False): N_("not drawn for a call"),
}  # fmt: skip
"""The properties that a condition may ask about, by name and value."""
SETS = {
    "urgency": N_("the urgency"), "area": N_("the area"), "scope": N_("the scope"), "listed": N_("on the price list"),
    "minor": N_("minor repairs"), "paid": N_("paid jobs"), "important": N_("important ones"),
    "key_customer": N_("key customers"), "complaint": N_("complaints"),
}  # fmt: skip
"""The properties that a field may set."""
DEPARTMENTS = {
    "engineering": N_("engineering"),
    "security": N_("security"),
    "customer_service": N_("customer service"),
    "service_centre": N_("the service centre itself"),
}
KEEPERS = {
    "desk": N_("the desk"),
    "technician": N_("the technician"),
    "customer": N_("the customer"),
    "engineering": N_("engineering"),
    "finance": N_("finance"),
    "archive": N_("the file"),
}
STAGES = {
    "call": N_("When the call is taken"),
    "survey": N_("When the site is looked at"),
    "issue": N_("When the order is issued"),
    "visit": N_("On the visit"),
    "return": N_("When the slip comes back"),
    "callback": N_("At the callback"),
    "close": N_("At the strike-off"),
    "follow_up": N_("While it is followed up"),
}
FIELDS = {
    "text": N_("text"),
    "choice": N_("one of: {options}"),
    "tick": N_("tick"),
    "number": N_("number"),
    "date": N_("date"),
    "moment": N_("date and time"),
    "score": N_("score from 1 to 5"),
}
"""What may be entered in a field."""
SINCE = {
    "finished": N_("This counts only after the end of the work."),
    "order": N_("This counts only after the latest order."),
    "moved": N_("This counts only after the last hand-over."),
}
ADVICE_AT = {
    "call": N_("When the call is taken"),
    "dispatch": N_("When somebody is sent"),
    "leaving": N_("Before leaving"),
    "door": N_("At the door"),
    "talk": N_("When talking to the customer"),
    "work": N_("During the work"),
    "done": N_("When the work is done"),
    "callback": N_("At the callback"),
    "always": N_("Always"),
}
PERIODS = {
    "day": N_("Every day"),
    "week": N_("Every week"),
    "month": N_("Every month"),
    "quarter": N_("Every quarter"),
    "half_year": N_("Every half-year"),
    "year": N_("Every year"),
}
RATES = {
    "timeliness": N_("Timeliness"),
    "completion": N_("Completion rate"),
    "callback": N_("Callback rate"),
    "satisfaction": N_("Satisfaction"),
    "slip_return": N_("Slips in time"),
    "rework": N_("Rework"),
    "accuracy": N_("Accuracy"),
}
FORM_WORDS = {
    "number": N_("Number"), "received": N_("Received at"), "receiver": N_("Taken by"), "caller": N_("Caller"),
    "phone": N_("Telephone"), "room": N_("Room"), "place": N_("Place"), "content": N_("Content"),
    "appointment": N_("Appointment"), "urgency": N_("Urgency"), "technician": N_("Technician"),
    "dispatcher": N_("Dispatched by"), "issued": N_("Issued at"), "accepted": N_("Accepted at"), "left": N_("Left at"),
    "arrived": N_("Arrived at"), "started": N_("Started at"), "finished": N_("Finished at"), "result": N_("Result"),
    "reason": N_("Reason"), "labour": N_("Labour"), "material": N_("Material"), "total": N_("Total"),
    "lines": N_("Charge lines"), "opinion": N_("Customer's opinion"), "callback": N_("Callback"), "remark": N_("Remark"),
}  # fmt: skip
"""The words that every printed form may have beside the office's own fields."""
BUILT_IN = {
    "not_finished": N_("Until the work is finished."),
    "completion_callback": N_(
        "Until the customer was reached by the completion callback, or it was given up."
    ),
    "opinion": N_("Until the last completion callback says what the customer thinks."),
    "rework_open": N_(
        "As long as a dissatisfied answer or a failed check is followed by no new order and no decision."
    ),
}
"""When the bars that ask more than a fact hold."""
FEATURES = {
    "register": N_("Registering every call"),
    "unique_number": N_("A number of its own for every line"),
    "channels": N_("Every way of reporting"),
    "find_caller": N_("Finding the caller"),
    "appointment": N_("Agreed times"),
    "follow_up_questions": N_("Questions to be asked when the call is taken"),
    "urgency": N_("Urgency"),
    "matters": N_("Matters and who answers them"),
    "order": N_("Work orders"),
    "technicians": N_("Technicians and their trades"),
    "load": N_("How much each technician has in hand"),
    "contractors": N_("Outside firms"),
    "equipment": N_("The file of equipment"),
    "slip": N_("The printed slip"),
    "copies": N_("The copies of the slip"),
    "unfinished": N_("Unfinished jobs and the next order"),
    "rework": N_("Doing a job again"),
    "history": N_("Earlier calls"),
    "notes": N_("Notes on a line"),
    "chase": N_("Chasing"),
    "callback": N_("Callbacks"),
    "opinion": N_("The customer's opinion"),
    "price_list": N_("The price list"),
    "consent": N_("The customer's consent to the price"),
    "charges": N_("Working out charges"),
    "payment": N_("Payment"),
    "withdrawal": N_("Calling off"),
    "withdrawn_apart": N_("Withdrawn calls counted apart"),
    "two_posts": N_("A day post and a night post"),
    "alarms": N_("Alarms until somebody has heard them"),
    "roles": N_("Who may do what"),
    "journal": N_("The journal of every change"),
    "search": N_("Searching"),
    "export": N_("Files for other programs"),
    "month": N_("The figures of a month"),
    "by_technician": N_("Figures for each technician"),
    "times_of_visit": N_("The times of a visit"),
    "transfer": N_("Handing an order on"),
}
"""What the program does for every office."""
