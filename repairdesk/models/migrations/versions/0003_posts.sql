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

CREATE TRIGGER alarm_answered_no_update BEFORE UPDATE ON alarm_answered BEGIN SELECT raise(ABORT, 'alarm_answered is append-only'); END;

CREATE TRIGGER alarm_answered_no_delete BEFORE DELETE ON alarm_answered BEGIN SELECT raise(ABORT, 'alarm_answered is append-only'); END;

CREATE TRIGGER taken_back_no_update BEFORE UPDATE ON taken_back BEGIN SELECT raise(ABORT, 'taken_back is append-only'); END;

CREATE TRIGGER taken_back_no_delete BEFORE DELETE ON taken_back BEGIN SELECT raise(ABORT, 'taken_back is append-only'); END;

CREATE VIEW standing_fact AS SELECT * FROM fact WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'fact' AND record_id = fact.id);

CREATE VIEW standing_work_order AS SELECT * FROM work_order WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'work_order' AND record_id = work_order.id);

CREATE VIEW standing_charge AS SELECT * FROM charge WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'charge' AND record_id = charge.id);

CREATE VIEW standing_book_line AS SELECT * FROM book_line WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'book_line' AND record_id = book_line.id);
