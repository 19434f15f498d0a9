CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT;

CREATE TABLE counter (
    series TEXT NOT NULL CONSTRAINT counter_series CHECK (series IN ('call', 'order')),
    day TEXT NOT NULL CONSTRAINT counter_day CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    n INTEGER NOT NULL,
    PRIMARY KEY (series, day)
) STRICT;

CREATE TABLE crew_full (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    trade TEXT,
    until TEXT NOT NULL,
    said_by TEXT NOT NULL,
    declared_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (id),
    CONSTRAINT crew_full_until CHECK (until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT crew_full_declared_at CHECK (declared_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT crew_full_ended_at CHECK (ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z')
) STRICT;

CREATE TABLE emergency (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    advice_zh TEXT,
    advice_en TEXT,
    recognised_by TEXT NOT NULL,
    place INTEGER NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT emergency_zh UNIQUE (zh),
    CONSTRAINT emergency_active CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE equipment (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT,
    brand TEXT,
    model TEXT,
    place TEXT,
    installed_on TEXT,
    note TEXT,
    active INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT equipment_name UNIQUE (name),
    CONSTRAINT equipment_installed_on CHECK (installed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    CONSTRAINT equipment_active CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE journal (
    seq INTEGER NOT NULL,
    entered_at TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    staff_id INTEGER,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    os_user TEXT NOT NULL,
    program TEXT NOT NULL,
    action TEXT NOT NULL,
    about TEXT,
    changes TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (seq),
    CONSTRAINT journal_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT journal_happened_at CHECK (happened_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z')
) STRICT;

CREATE TABLE numbering (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    series TEXT NOT NULL,
    period TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT numbering_series_period UNIQUE (series, period),
    CONSTRAINT numbering_n CHECK (n >= 0)
) STRICT;

CREATE TABLE price (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    item TEXT NOT NULL,
    unit TEXT NOT NULL,
    price_fen INTEGER NOT NULL,
    kind TEXT NOT NULL,
    paid INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT price_item_valid_from UNIQUE (item, valid_from),
    CONSTRAINT price_price_fen CHECK (price_fen >= 0),
    CONSTRAINT price_kind CHECK (kind IN ('labour', 'material')),
    CONSTRAINT price_paid CHECK (paid IN (0, 1)),
    CONSTRAINT price_valid_from CHECK (valid_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT;

CREATE TABLE procedure (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    adopted_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT procedure_name_version UNIQUE (name, version),
    CONSTRAINT procedure_adopted_at CHECK (adopted_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z')
) STRICT;

CREATE TABLE room (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    building TEXT,
    public_area INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT room_name UNIQUE (name),
    CONSTRAINT room_public_area CHECK (public_area IN (0, 1))
) STRICT;

CREATE TABLE staff (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    initials TEXT,
    role TEXT NOT NULL,
    trade TEXT,
    phone TEXT,
    active INTEGER NOT NULL,
    pin_hash TEXT,
    area TEXT,
    firm TEXT,
    PRIMARY KEY (id),
    CONSTRAINT staff_name UNIQUE (name),
    CONSTRAINT staff_role CHECK (role IN ('clerk', 'operator', 'officer', 'technician', 'foreman', 'supervisor', 'manager', 'finance')),
    CONSTRAINT staff_active CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE call (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    number TEXT NOT NULL,
    token TEXT,
    kind TEXT NOT NULL,
    received_at TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    post TEXT NOT NULL,
    origin TEXT NOT NULL,
    channel TEXT NOT NULL,
    room_id INTEGER,
    room TEXT,
    place TEXT NOT NULL,
    place_detail TEXT,
    caller TEXT,
    phone TEXT,
    phone_tail TEXT,
    content TEXT NOT NULL,
    urgency TEXT NOT NULL,
    trade TEXT,
    matter_kind TEXT,
    department TEXT,
    material_available INTEGER,
    minor INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    key_customer INTEGER NOT NULL,
    complaint INTEGER NOT NULL,
    important INTEGER NOT NULL,
    procedure_id INTEGER NOT NULL,
    linked_call_id INTEGER,
    state TEXT NOT NULL,
    finished_at TEXT,
    closed_at TEXT,
    reason TEXT,
    staff_id INTEGER,
    area TEXT,
    scope TEXT,
    large INTEGER,
    sampled INTEGER,
    equipment_id INTEGER,
    visit_code TEXT,
    ending TEXT,
    recall_at TEXT,
    PRIMARY KEY (id),
    CONSTRAINT call_number UNIQUE (number),
    CONSTRAINT call_number CHECK (number GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
    CONSTRAINT call_kind CHECK (kind IN ('repair', 'matter', 'follow_up')),
    CONSTRAINT call_received_at CHECK (received_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT call_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT call_finished_at CHECK (finished_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT call_closed_at CHECK (closed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT call_recall_at CHECK (recall_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT call_post CHECK (post IN ('front_desk', 'monitoring_room')),
    CONSTRAINT call_origin CHECK (origin IN ('day', 'night')),
    CONSTRAINT call_channel CHECK (channel IN ('phone', 'walk_in', 'online', 'inspection', 'patrol')),
    CONSTRAINT call_place CHECK (place IN ('in_home', 'public_area')),
    CONSTRAINT call_urgency CHECK (urgency IN ('routine', 'urgent', 'emergency')),
    CONSTRAINT call_area CHECK (area IN ('urban', 'rural', 'remote')),
    CONSTRAINT call_scope CHECK (scope IN ('company', 'internal')),
    CONSTRAINT call_state CHECK (state IN ('open', 'dispatched', 'accepted', 'on_site', 'waiting', 'unfinished', 'finished', 'returned', 'called_back', 'closed', 'withdrawn', 'converted')),
    CONSTRAINT call_material_available CHECK (material_available IN (0, 1)),
    CONSTRAINT call_minor CHECK (minor IN (0, 1)),
    CONSTRAINT call_listed CHECK (listed IN (0, 1)),
    CONSTRAINT call_paid CHECK (paid IN (0, 1)),
    CONSTRAINT call_key_customer CHECK (key_customer IN (0, 1)),
    CONSTRAINT call_complaint CHECK (complaint IN (0, 1)),
    CONSTRAINT call_important CHECK (important IN (0, 1)),
    CONSTRAINT call_large CHECK (large IN (0, 1)),
    CONSTRAINT call_sampled CHECK (sampled IN (0, 1)),
    FOREIGN KEY(room_id) REFERENCES room (id),
    FOREIGN KEY(procedure_id) REFERENCES procedure (id),
    FOREIGN KEY(linked_call_id) REFERENCES call (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id),
    FOREIGN KEY(equipment_id) REFERENCES equipment (id)
) STRICT;

CREATE INDEX call_equipment ON call (equipment_id) WHERE equipment_id IS NOT NULL;

CREATE INDEX call_linked ON call (linked_call_id) WHERE linked_call_id IS NOT NULL;

CREATE INDEX call_open ON call (received_at) WHERE closed_at IS NULL;

CREATE INDEX call_phone_tail ON call (phone_tail, received_at);

CREATE INDEX call_recall ON call (recall_at) WHERE recall_at IS NOT NULL;

CREATE INDEX call_received_at ON call (received_at);

CREATE INDEX call_room ON call (room_id, received_at);

CREATE UNIQUE INDEX call_token ON call (token) WHERE token IS NOT NULL;

CREATE TABLE desk_item (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    room TEXT,
    amount_fen INTEGER,
    taken_at TEXT NOT NULL,
    staff_id INTEGER,
    post TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    done_at TEXT,
    done_by INTEGER,
    given_to TEXT,
    PRIMARY KEY (id),
    CONSTRAINT desk_item_kind CHECK (kind IN ('message', 'key', 'cash', 'other')),
    CONSTRAINT desk_item_post CHECK (post IN ('front_desk', 'monitoring_room')),
    CONSTRAINT desk_item_taken_at CHECK (taken_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT desk_item_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT desk_item_done_at CHECK (done_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT desk_item_amount_fen CHECK (amount_fen >= 0),
    FOREIGN KEY(staff_id) REFERENCES staff (id),
    FOREIGN KEY(done_by) REFERENCES staff (id)
) STRICT;

CREATE INDEX desk_item_held ON desk_item (taken_at) WHERE done_at IS NULL;

CREATE TABLE draft (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT,
    body TEXT NOT NULL,
    staff_id INTEGER,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT draft_saved_at CHECK (saved_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE duty_done (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    duty TEXT NOT NULL,
    period TEXT NOT NULL,
    at TEXT NOT NULL,
    remark TEXT,
    staff_id INTEGER,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT duty_done_duty_period UNIQUE (duty, period),
    CONSTRAINT duty_done_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT duty_done_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE emergency_contact (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    emergency_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    role TEXT,
    trade TEXT,
    zh TEXT,
    en TEXT,
    phone TEXT,
    active INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT emergency_contact_active CHECK (active IN (0, 1)),
    FOREIGN KEY(emergency_id) REFERENCES emergency (id)
) STRICT;

CREATE INDEX emergency_contact_of ON emergency_contact (emergency_id, place);

CREATE TABLE enabled_procedure (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    procedure_id INTEGER NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT enabled_procedure_name UNIQUE (name),
    CONSTRAINT enabled_procedure_active CHECK (active IN (0, 1)),
    FOREIGN KEY(procedure_id) REFERENCES procedure (id)
) STRICT;

CREATE TABLE handover (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    border TEXT NOT NULL,
    from_post TEXT NOT NULL,
    made_at TEXT NOT NULL,
    staff_id INTEGER,
    sheet TEXT NOT NULL,
    state TEXT NOT NULL,
    accepted_at TEXT,
    accepted_by INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT handover_border CHECK (border GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT handover_made_at CHECK (made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT handover_accepted_at CHECK (accepted_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT handover_from_post CHECK (from_post IN ('front_desk', 'monitoring_room')),
    CONSTRAINT handover_state CHECK (state IN ('made', 'accepted', 'replaced')),
    FOREIGN KEY(staff_id) REFERENCES staff (id),
    FOREIGN KEY(accepted_by) REFERENCES staff (id)
) STRICT;

CREATE INDEX handover_border ON handover (border);

CREATE INDEX handover_waiting ON handover (border, id) WHERE state = 'made';

CREATE TABLE office (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    opening TEXT NOT NULL,
    closing TEXT NOT NULL,
    procedure_id INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT office_id CHECK (id = 1),
    CONSTRAINT office_opening CHECK (opening GLOB '[0-9][0-9]:[0-9][0-9]'),
    CONSTRAINT office_closing CHECK (closing GLOB '[0-9][0-9]:[0-9][0-9]'),
    CONSTRAINT office_created_at CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(procedure_id) REFERENCES procedure (id)
) STRICT;

CREATE TABLE paper_list (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    keeper TEXT NOT NULL,
    made_at TEXT NOT NULL,
    staff_id INTEGER,
    post TEXT NOT NULL,
    amount_fen INTEGER,
    signed_by TEXT,
    signed_at TEXT,
    remark TEXT,
    PRIMARY KEY (id),
    CONSTRAINT paper_list_number UNIQUE (number),
    CONSTRAINT paper_list_kind CHECK (kind IN ('copies', 'cash')),
    CONSTRAINT paper_list_keeper CHECK (keeper IN ('desk', 'technician', 'customer', 'engineering', 'finance', 'archive')),
    CONSTRAINT paper_list_made_at CHECK (made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT paper_list_signed_at CHECK (signed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT paper_list_amount_fen CHECK (amount_fen >= 0),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE resident (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    room_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    initials TEXT,
    phone TEXT,
    key_customer INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT resident_key_customer CHECK (key_customer IN (0, 1)),
    FOREIGN KEY(room_id) REFERENCES room (id)
) STRICT;

CREATE INDEX resident_initials ON resident (initials);

CREATE INDEX resident_phone ON resident (phone);

CREATE INDEX resident_phone_tail ON resident (substr(phone, -4));

CREATE INDEX resident_room ON resident (room_id);

CREATE TABLE slip_pad (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    form TEXT,
    prefix TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    digits INTEGER NOT NULL,
    got_at TEXT NOT NULL,
    keeper TEXT,
    staff_id INTEGER,
    closed_at TEXT,
    PRIMARY KEY (id),
    CONSTRAINT slip_pad_first UNIQUE (prefix, first, got_at),
    CONSTRAINT slip_pad_got_at CHECK (got_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT slip_pad_closed_at CHECK (closed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT slip_pad_first CHECK (first >= 0),
    CONSTRAINT slip_pad_last CHECK (last >= 0),
    CONSTRAINT slip_pad_digits CHECK (digits >= 0),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE taken_back (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    entry INTEGER NOT NULL,
    what TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    staff_id INTEGER,
    post TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT taken_back_record UNIQUE (what, record_id),
    CONSTRAINT taken_back_what CHECK (what IN ('journal', 'fact', 'work_order', 'charge', 'book_line', 'receipt', 'waiver')),
    CONSTRAINT taken_back_post CHECK (post IN ('front_desk', 'monitoring_room')),
    CONSTRAINT taken_back_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE alarm_answered (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    call_id INTEGER NOT NULL,
    limit_name TEXT NOT NULL,
    due TEXT NOT NULL,
    stage TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER,
    post TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT alarm_answered_once UNIQUE (call_id, limit_name, due, stage),
    CONSTRAINT alarm_answered_due CHECK (due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT alarm_answered_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT alarm_answered_stage CHECK (stage IN ('warning', 'limit', 'nobody')),
    CONSTRAINT alarm_answered_post CHECK (post IN ('front_desk', 'monitoring_room')),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE book_line (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    book TEXT NOT NULL,
    at TEXT NOT NULL,
    entries TEXT NOT NULL,
    call_id INTEGER,
    staff_id INTEGER,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT book_line_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT book_line_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE INDEX book_line_at ON book_line (book, at);

CREATE INDEX book_line_call ON book_line (call_id) WHERE call_id IS NOT NULL;

CREATE TABLE call_text (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id) REFERENCES call (id)
) STRICT;

CREATE TABLE handover_line (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    handover_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    section TEXT NOT NULL,
    call_id INTEGER,
    content TEXT NOT NULL,
    accepted_at TEXT,
    accepted_by INTEGER,
    objection TEXT,
    PRIMARY KEY (id),
    CONSTRAINT handover_line_place UNIQUE (handover_id, place),
    CONSTRAINT handover_line_accepted_at CHECK (accepted_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(handover_id) REFERENCES handover (id),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(accepted_by) REFERENCES staff (id)
) STRICT;

CREATE INDEX handover_line_call ON handover_line (call_id) WHERE call_id IS NOT NULL;

CREATE TABLE slip_spoiled (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    pad_id INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT slip_spoiled_serial UNIQUE (pad_id, serial),
    CONSTRAINT slip_spoiled_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT slip_spoiled_serial CHECK (serial >= 0),
    FOREIGN KEY(pad_id) REFERENCES slip_pad (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE TABLE work_order (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    number TEXT NOT NULL,
    call_id INTEGER NOT NULL,
    technician_id INTEGER,
    issued_at TEXT NOT NULL,
    state TEXT NOT NULL,
    labour_fen INTEGER,
    material_fen INTEGER,
    total_fen INTEGER,
    form TEXT,
    form_number TEXT,
    PRIMARY KEY (id),
    CONSTRAINT work_order_number UNIQUE (number),
    CONSTRAINT work_order_number CHECK (number GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
    CONSTRAINT work_order_issued_at CHECK (issued_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT work_order_state CHECK (state IN ('open', 'dispatched', 'accepted', 'on_site', 'waiting', 'unfinished', 'finished', 'returned', 'called_back', 'closed', 'withdrawn', 'converted')),
    CONSTRAINT work_order_labour_fen CHECK (labour_fen >= 0),
    CONSTRAINT work_order_material_fen CHECK (material_fen >= 0),
    CONSTRAINT work_order_total_fen CHECK (total_fen >= 0),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(technician_id) REFERENCES staff (id)
) STRICT;

CREATE INDEX work_order_call ON work_order (call_id);

CREATE INDEX work_order_form ON work_order (form_number) WHERE form_number IS NOT NULL;

CREATE INDEX work_order_technician ON work_order (technician_id, state);

CREATE TABLE charge (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    quantity_milli INTEGER NOT NULL,
    unit TEXT,
    unit_price_fen INTEGER NOT NULL,
    source TEXT,
    minutes INTEGER,
    amount_fen INTEGER NOT NULL,
    begins_at TEXT,
    ends_at TEXT,
    PRIMARY KEY (id),
    CONSTRAINT charge_kind CHECK (kind IN ('labour', 'material')),
    CONSTRAINT charge_source CHECK (source IN ('list', 'stock', 'commission', 'customer')),
    CONSTRAINT charge_quantity_milli CHECK (quantity_milli >= 0),
    CONSTRAINT charge_unit_price_fen CHECK (unit_price_fen >= 0),
    CONSTRAINT charge_minutes CHECK (minutes >= 0),
    CONSTRAINT charge_amount_fen CHECK (amount_fen >= 0),
    CONSTRAINT charge_begins_at CHECK (begins_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT charge_ends_at CHECK (ends_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(order_id) REFERENCES work_order (id)
) STRICT;

CREATE INDEX charge_order ON charge (order_id);

CREATE TABLE entry (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    call_id INTEGER NOT NULL,
    order_id INTEGER,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    staff_id INTEGER,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT entry_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(order_id) REFERENCES work_order (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE UNIQUE INDEX entry_field ON entry (call_id, coalesce(order_id, 0), field);

CREATE TABLE fact (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    call_id INTEGER NOT NULL,
    order_id INTEGER,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    for_at TEXT,
    kind TEXT,
    answer TEXT,
    by_whom TEXT,
    result TEXT,
    remark TEXT,
    amount_fen INTEGER,
    entered_at TEXT NOT NULL,
    staff_id INTEGER,
    post TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT fact_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT fact_for_at CHECK (for_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT fact_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT fact_what CHECK (what IN ('call.heard', 'call.received', 'call.entered', 'supervisor.told', 'order.pooled', 'order.moved', 'order.issued', 'engineering.told', 'technician.told', 'order.accepted', 'slip.written', 'slip.fetched', 'technician.ready', 'technician.left', 'technician.arrived', 'visit.answered', 'review.answered', 'quote.given', 'quote.agreed', 'quote.declined', 'work.started', 'work.stopped', 'made_safe', 'work.finished', 'appointment.agreed', 'customer.signed', 'officer.signed', 'payment.received', 'note.written', 'stub.returned', 'slip.returned', 'result.entered', 'callback.made', 'hold.approved', 'job.converted', 'follow_up.noted', 'follow_up.checked', 'finance.received', 'call.withdrawn', 'job.closed')),
    CONSTRAINT fact_by_whom CHECK (by_whom IN ('technician', 'leader', 'supervisor', 'officer', 'clerk', 'customer')),
    CONSTRAINT fact_amount_fen CHECK (amount_fen >= 0),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(order_id) REFERENCES work_order (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE INDEX fact_call ON fact (call_id, at);

CREATE TABLE printing (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    subject TEXT NOT NULL,
    order_id INTEGER,
    copies TEXT,
    paper TEXT NOT NULL,
    language TEXT NOT NULL,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    printed_at TEXT,
    printer TEXT,
    problem TEXT,
    reason TEXT,
    staff_id INTEGER,
    post TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT printing_kind CHECK (kind IN ('order', 'handover', 'register', 'month', 'list', 'receipt')),
    CONSTRAINT printing_state CHECK (state IN ('waiting', 'printed', 'given_up')),
    CONSTRAINT printing_asked_at CHECK (asked_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT printing_printed_at CHECK (printed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT printing_place CHECK (place >= 0),
    FOREIGN KEY(order_id) REFERENCES work_order (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE INDEX printing_order ON printing (order_id) WHERE order_id IS NOT NULL;

CREATE INDEX printing_waiting ON printing (asked_at) WHERE state = 'waiting';

CREATE TABLE slip_copy (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    keeper TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT slip_copy_order_name UNIQUE (order_id, name),
    CONSTRAINT slip_copy_keeper CHECK (keeper IN ('desk', 'technician', 'customer', 'engineering', 'finance', 'archive')),
    CONSTRAINT slip_copy_state CHECK (state IN ('blank', 'out', 'returned', 'handed_on', 'lost')),
    FOREIGN KEY(order_id) REFERENCES work_order (id)
) STRICT;

CREATE INDEX slip_copy_place ON slip_copy (state, order_id) WHERE state IN ('out', 'returned', 'lost');

CREATE TABLE waiver (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    original_fen INTEGER NOT NULL,
    waived_fen INTEGER NOT NULL,
    approver_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER,
    post TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT waiver_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT waiver_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT waiver_original_fen CHECK (original_fen >= 0),
    CONSTRAINT waiver_waived_fen CHECK (waived_fen >= 0),
    FOREIGN KEY(order_id) REFERENCES work_order (id),
    FOREIGN KEY(approver_id) REFERENCES staff (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE INDEX waiver_order ON waiver (order_id);

CREATE TABLE copy_move (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    copy_id INTEGER NOT NULL,
    keeper TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT,
    list_id INTEGER,
    staff_id INTEGER,
    post TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT copy_move_keeper CHECK (keeper IN ('desk', 'technician', 'customer', 'engineering', 'finance', 'archive')),
    CONSTRAINT copy_move_state CHECK (state IN ('blank', 'out', 'returned', 'handed_on', 'lost')),
    CONSTRAINT copy_move_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT copy_move_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    FOREIGN KEY(copy_id) REFERENCES slip_copy (id),
    FOREIGN KEY(list_id) REFERENCES paper_list (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id)
) STRICT;

CREATE INDEX copy_move_copy ON copy_move (copy_id, at);

CREATE INDEX copy_move_list ON copy_move (list_id) WHERE list_id IS NOT NULL;

CREATE TABLE receipt (
    id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    number TEXT NOT NULL,
    call_id INTEGER NOT NULL,
    order_id INTEGER,
    kind TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    taken_by TEXT NOT NULL,
    way TEXT,
    holder_id INTEGER,
    at TEXT NOT NULL,
    fact_id INTEGER,
    reason TEXT,
    staff_id INTEGER,
    post TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    handed_in_at TEXT,
    handed_in_to INTEGER,
    list_id INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT receipt_number UNIQUE (number),
    CONSTRAINT receipt_kind CHECK (kind IN ('payment', 'refund')),
    CONSTRAINT receipt_taken_by CHECK (taken_by IN ('technician', 'desk', 'advance')),
    CONSTRAINT receipt_at CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT receipt_entered_at CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT receipt_handed_in_at CHECK (handed_in_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
    CONSTRAINT receipt_amount_fen CHECK (amount_fen >= 0),
    FOREIGN KEY(call_id) REFERENCES call (id),
    FOREIGN KEY(order_id) REFERENCES work_order (id),
    FOREIGN KEY(holder_id) REFERENCES staff (id),
    FOREIGN KEY(fact_id) REFERENCES fact (id),
    FOREIGN KEY(staff_id) REFERENCES staff (id),
    FOREIGN KEY(handed_in_to) REFERENCES staff (id),
    FOREIGN KEY(list_id) REFERENCES paper_list (id)
) STRICT;

CREATE INDEX receipt_call ON receipt (call_id);

CREATE INDEX receipt_held ON receipt (at) WHERE list_id IS NULL;

CREATE TRIGGER fact_no_update BEFORE UPDATE ON fact BEGIN SELECT raise(ABORT, 'fact is append-only'); END;

CREATE TRIGGER fact_no_delete BEFORE DELETE ON fact BEGIN SELECT raise(ABORT, 'fact is append-only'); END;

CREATE TRIGGER book_line_no_update BEFORE UPDATE ON book_line BEGIN SELECT raise(ABORT, 'book_line is append-only'); END;

CREATE TRIGGER book_line_no_delete BEFORE DELETE ON book_line BEGIN SELECT raise(ABORT, 'book_line is append-only'); END;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT raise(ABORT, 'journal is append-only'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT raise(ABORT, 'journal is append-only'); END;

CREATE TRIGGER alarm_answered_no_update BEFORE UPDATE ON alarm_answered BEGIN SELECT raise(ABORT, 'alarm_answered is append-only'); END;

CREATE TRIGGER alarm_answered_no_delete BEFORE DELETE ON alarm_answered BEGIN SELECT raise(ABORT, 'alarm_answered is append-only'); END;

CREATE TRIGGER taken_back_no_update BEFORE UPDATE ON taken_back BEGIN SELECT raise(ABORT, 'taken_back is append-only'); END;

CREATE TRIGGER taken_back_no_delete BEFORE DELETE ON taken_back BEGIN SELECT raise(ABORT, 'taken_back is append-only'); END;

CREATE TRIGGER copy_move_no_update BEFORE UPDATE ON copy_move BEGIN SELECT raise(ABORT, 'copy_move is append-only'); END;

CREATE TRIGGER copy_move_no_delete BEFORE DELETE ON copy_move BEGIN SELECT raise(ABORT, 'copy_move is append-only'); END;

CREATE TRIGGER slip_spoiled_no_update BEFORE UPDATE ON slip_spoiled BEGIN SELECT raise(ABORT, 'slip_spoiled is append-only'); END;

CREATE TRIGGER slip_spoiled_no_delete BEFORE DELETE ON slip_spoiled BEGIN SELECT raise(ABORT, 'slip_spoiled is append-only'); END;

CREATE TRIGGER waiver_no_update BEFORE UPDATE ON waiver BEGIN SELECT raise(ABORT, 'waiver is append-only'); END;

CREATE TRIGGER waiver_no_delete BEFORE DELETE ON waiver BEGIN SELECT raise(ABORT, 'waiver is append-only'); END;

CREATE VIEW standing_fact AS SELECT * FROM fact WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'fact' AND record_id = fact.id);

CREATE VIEW standing_work_order AS SELECT * FROM work_order WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'work_order' AND record_id = work_order.id);

CREATE VIEW standing_charge AS SELECT * FROM charge WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'charge' AND record_id = charge.id);

CREATE VIEW standing_book_line AS SELECT * FROM book_line WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'book_line' AND record_id = book_line.id);

CREATE VIEW standing_receipt AS SELECT * FROM receipt WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'receipt' AND record_id = receipt.id);

CREATE VIEW standing_waiver AS SELECT * FROM waiver WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'waiver' AND record_id = waiver.id);

CREATE VIRTUAL TABLE call_search USING fts5(words, content='', tokenize='ascii');
