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

CREATE INDEX work_order_form ON work_order (form_number) WHERE form_number IS NOT NULL;

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

CREATE TRIGGER copy_move_no_update BEFORE UPDATE ON copy_move BEGIN SELECT raise(ABORT, 'copy_move is append-only'); END;

CREATE TRIGGER copy_move_no_delete BEFORE DELETE ON copy_move BEGIN SELECT raise(ABORT, 'copy_move is append-only'); END;

CREATE TRIGGER slip_spoiled_no_update BEFORE UPDATE ON slip_spoiled BEGIN SELECT raise(ABORT, 'slip_spoiled is append-only'); END;

CREATE TRIGGER slip_spoiled_no_delete BEFORE DELETE ON slip_spoiled BEGIN SELECT raise(ABORT, 'slip_spoiled is append-only'); END;

CREATE TRIGGER waiver_no_update BEFORE UPDATE ON waiver BEGIN SELECT raise(ABORT, 'waiver is append-only'); END;

CREATE TRIGGER waiver_no_delete BEFORE DELETE ON waiver BEGIN SELECT raise(ABORT, 'waiver is append-only'); END;

CREATE VIEW standing_receipt AS SELECT * FROM receipt WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'receipt' AND record_id = receipt.id);

CREATE VIEW standing_waiver AS SELECT * FROM waiver WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = 'waiver' AND record_id = waiver.id);
