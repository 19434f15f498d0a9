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

CREATE TRIGGER book_line_no_update BEFORE UPDATE ON book_line BEGIN SELECT raise(ABORT, 'book_line is append-only'); END;

CREATE TRIGGER book_line_no_delete BEFORE DELETE ON book_line BEGIN SELECT raise(ABORT, 'book_line is append-only'); END;
