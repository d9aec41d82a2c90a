-- The store: every fact of every period, each known from one batch until another. Facts are never
-- deleted and never changed: known_until is set once, when a later batch knows better, so what was
-- known at any batch can be read again (known_from <= batch and known_until is null or > batch).
--
-- Columns are named as the CSV headings are (formats.md). Dates are days since 1970-01-01, starts
-- and ends of blocks, appointments and other work UTC minutes since then, stamps (..._at) UTC
-- seconds; times of day are minutes, money is cents, yes and no are 1 and 0. Blank is NULL.
-- line is that of the file of the batch known_from.

PRAGMA application_id = 1380144201; -- "RCTI"
PRAGMA user_version = 1;

CREATE TABLE batches (
    batch INTEGER PRIMARY KEY,
    period TEXT NOT NULL, -- YYYY-MM
    program_version TEXT NOT NULL,
    imported_at TEXT NOT NULL -- UTC
) STRICT;
CREATE INDEX batches_by_period ON batches (period, batch);

CREATE TABLE batch_files (
    batch INTEGER NOT NULL REFERENCES batches,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    unused_columns TEXT,
    PRIMARY KEY (batch, file)
) STRICT, WITHOUT ROWID;

-- company.ini: one row a key.
CREATE TABLE company (
    row INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    section TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX company_known ON company (period, section, key) WHERE known_until IS NULL;
CREATE INDEX company_by_period ON company (period);

-- policy.ini: one row a key; a section without keys is a row with the key ''.
CREATE TABLE policy (
    row INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    section TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX policy_known ON policy (period, section, key) WHERE known_until IS NULL;
CREATE INDEX policy_by_period ON policy (period);

CREATE TABLE partners (
    row INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    legal_name TEXT NOT NULL,
    trading_name TEXT,
    abn TEXT NOT NULL,
    gst_from INTEGER,
    gst_to INTEGER,
    agreement_from INTEGER,
    agreement_to INTEGER,
    agreement_ref TEXT,
    email TEXT,
    address_line_1 TEXT,
    address_line_2 TEXT,
    suburb TEXT,
    state TEXT,
    postcode TEXT,
    timezone TEXT NOT NULL,
    areas TEXT NOT NULL,
    bsb TEXT,
    account_number TEXT,
    account_name TEXT,
    active_from INTEGER,
    active_to INTEGER,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX partners_known ON partners (period, partner_id) WHERE known_until IS NULL;
CREATE INDEX partners_by_period ON partners (period, partner_id);
CREATE INDEX partners_by_partner ON partners
    (partner_id, period, timezone, known_from, known_until);

CREATE TABLE rates (
    row INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'partner' OR kind = 'adhoc'),
    effective_from INTEGER NOT NULL,
    hourly_rate INTEGER NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX rates_known ON rates (period, partner_id, kind, effective_from)
    WHERE known_until IS NULL;
CREATE INDEX rates_by_partner ON rates (period, partner_id);

CREATE TABLE schedules (
    row INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    weekday TEXT NOT NULL
        CHECK (weekday = 'Mon' OR weekday = 'Tue' OR weekday = 'Wed' OR weekday = 'Thu' OR
               weekday = 'Fri' OR weekday = 'Sat' OR weekday = 'Sun'),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    effective_from INTEGER,
    effective_to INTEGER,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX schedules_known ON schedules
    (period, partner_id, weekday, start, ifnull(effective_from, -2147483648))
    WHERE known_until IS NULL;
CREATE INDEX schedules_by_partner ON schedules (period, partner_id);

CREATE TABLE blocks (
    row INTEGER PRIMARY KEY,
    block_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    reason TEXT,
    ambiguous_local_time INTEGER NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX blocks_known ON blocks (block_id) WHERE known_until IS NULL;
CREATE INDEX blocks_by_partner ON blocks (partner_id, start);

CREATE TABLE cases (
    row INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    entitled_sessions INTEGER NOT NULL,
    opened_on INTEGER,
    sessions_used INTEGER NOT NULL,
    adhoc_referral TEXT,
    client_key TEXT,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX cases_known ON cases (case_id) WHERE known_until IS NULL;
CREATE INDEX cases_by_case ON cases (case_id);
CREATE INDEX cases_by_client ON cases (client_key) WHERE client_key IS NOT NULL;

CREATE TABLE extra_sessions (
    row INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    requested_on INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    outcome TEXT NOT NULL
        CHECK (outcome = 'pending' OR outcome = 'approved' OR outcome = 'declined'),
    outcome_on INTEGER,
    clinical_review TEXT NOT NULL
        CHECK (clinical_review = 'not_required' OR clinical_review = 'pending' OR
               clinical_review = 'approved' OR clinical_review = 'declined'),
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX extra_sessions_known ON extra_sessions (request_id) WHERE known_until IS NULL;
CREATE INDEX extra_sessions_by_case ON extra_sessions (case_id);

CREATE TABLE appointments (
    row INTEGER PRIMARY KEY,
    appointment_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    case_id TEXT,
    calendar TEXT NOT NULL CHECK (calendar = 'open' OR calendar = 'adhoc'),
    start INTEGER NOT NULL,
    duration_minutes INTEGER NOT NULL,
    status TEXT NOT NULL
        CHECK (status = 'booked' OR status = 'completed' OR status = 'no_show' OR
               status = 'cancelled' OR status = 'moved'),
    booked_at INTEGER,
    booked_by TEXT NOT NULL
        CHECK (booked_by = 'client' OR booked_by = 'cs' OR booked_by = 'consultant_sourcing' OR
               booked_by = 'consultant' OR booked_by = 'user_support'),
    completed_at INTEGER,
    cancelled_at INTEGER,
    cancelled_by TEXT NOT NULL CHECK (cancelled_by = 'client' OR cancelled_by = 'consultant' OR
               cancelled_by = 'converge'),
    approval_ref TEXT,
    moved_from TEXT,
    modality TEXT,
    ambiguous_local_time INTEGER NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX appointments_known ON appointments (appointment_id) WHERE known_until IS NULL;
CREATE INDEX appointments_past ON appointments (appointment_id) WHERE known_until IS NOT NULL;
CREATE INDEX appointments_by_partner ON appointments (partner_id, start);
CREATE INDEX appointments_by_case ON appointments (case_id, start) WHERE case_id IS NOT NULL;

CREATE TABLE other_work (
    row INTEGER PRIMARY KEY,
    work_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    stream TEXT NOT NULL CHECK (stream = 'rapid_response' OR stream = 'onsite' OR stream = 'other'),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    ambiguous_local_time INTEGER NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX other_work_known ON other_work (work_id) WHERE known_until IS NULL;
CREATE INDEX other_work_by_partner ON other_work (partner_id, start);

-- holidays.csv of the input, for all periods; the shipped ones are not in the store.
CREATE TABLE holidays (
    row INTEGER PRIMARY KEY,
    date INTEGER NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    "from" INTEGER NOT NULL,
    "to" INTEGER NOT NULL,
    effect TEXT NOT NULL CHECK (effect = 'declare' OR effect = 'substitute' OR effect = 'cancel'),
    target_date INTEGER,
    target_name TEXT,
    status TEXT NOT NULL CHECK (status = 'gazetted' OR status = 'rule' OR status = 'provisional'),
    source TEXT,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX holidays_known ON holidays (date, area, name) WHERE known_until IS NULL;

-- Rows set aside by --hold-bad, in force until their file is imported again for the period.
CREATE TABLE held_rows (
    row INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    file TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    error_line TEXT NOT NULL,
    line INTEGER NOT NULL,
    known_from INTEGER NOT NULL REFERENCES batches,
    known_until INTEGER REFERENCES batches
) STRICT;
CREATE UNIQUE INDEX held_rows_known ON held_rows (period, file, line, partner_id, error_line)
    WHERE known_until IS NULL;
CREATE INDEX held_rows_by_period ON held_rows (period, partner_id);

-- The rule above, kept by the database itself.
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batch_files_no_update BEFORE UPDATE ON batch_files
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batch_files_no_delete BEFORE DELETE ON batch_files
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;

CREATE TRIGGER company_no_delete BEFORE DELETE ON company
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER company_no_update BEFORE UPDATE OF row, period, section, key, value, line,
        known_from
    ON company BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER company_retired_once BEFORE UPDATE OF known_until ON company
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER policy_no_delete BEFORE DELETE ON policy
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER policy_no_update BEFORE UPDATE OF row, period, section, key, value, line,
        known_from
    ON policy BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER policy_retired_once BEFORE UPDATE OF known_until ON policy
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER partners_no_delete BEFORE DELETE ON partners
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER partners_no_update BEFORE UPDATE OF row, period, partner_id, legal_name,
        trading_name, abn, gst_from, gst_to, agreement_from, agreement_to, agreement_ref, email,
        address_line_1, address_line_2, suburb, state, postcode, timezone, areas, bsb,
        account_number, account_name, active_from, active_to, line, known_from
    ON partners BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER partners_retired_once BEFORE UPDATE OF known_until ON partners
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER rates_no_delete BEFORE DELETE ON rates
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER rates_no_update BEFORE UPDATE OF row, period, partner_id, kind, effective_from,
        hourly_rate, line, known_from
    ON rates BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER rates_retired_once BEFORE UPDATE OF known_until ON rates
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER schedules_no_delete BEFORE DELETE ON schedules
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER schedules_no_update BEFORE UPDATE OF row, period, partner_id, weekday, start,
        "end", effective_from, effective_to, line, known_from
    ON schedules BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER schedules_retired_once BEFORE UPDATE OF known_until ON schedules
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER blocks_no_delete BEFORE DELETE ON blocks
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER blocks_no_update BEFORE UPDATE OF row, block_id, partner_id, start, "end", reason,
        ambiguous_local_time, line, known_from
    ON blocks BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER blocks_retired_once BEFORE UPDATE OF known_until ON blocks
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER cases_no_delete BEFORE DELETE ON cases
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER cases_no_update BEFORE UPDATE OF row, case_id, entitled_sessions, opened_on,
        sessions_used, adhoc_referral, client_key, line, known_from
    ON cases BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER cases_retired_once BEFORE UPDATE OF known_until ON cases
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER extra_sessions_no_delete BEFORE DELETE ON extra_sessions
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER extra_sessions_no_update BEFORE UPDATE OF row, request_id, case_id, requested_on,
        sessions, outcome, outcome_on, clinical_review, line, known_from
    ON extra_sessions BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER extra_sessions_retired_once BEFORE UPDATE OF known_until ON extra_sessions
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER appointments_no_delete BEFORE DELETE ON appointments
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER appointments_no_update BEFORE UPDATE OF row, appointment_id, partner_id, case_id,
        calendar, start, duration_minutes, status, booked_at, booked_by, completed_at,
        cancelled_at, cancelled_by, approval_ref, moved_from, modality, ambiguous_local_time,
        line, known_from
    ON appointments BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER appointments_retired_once BEFORE UPDATE OF known_until ON appointments
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER other_work_no_delete BEFORE DELETE ON other_work
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER other_work_no_update BEFORE UPDATE OF row, work_id, partner_id, stream, start,
        "end", ambiguous_local_time, line, known_from
    ON other_work BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER other_work_retired_once BEFORE UPDATE OF known_until ON other_work
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER holidays_no_delete BEFORE DELETE ON holidays
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER holidays_no_update BEFORE UPDATE OF row, date, area, name, "from", "to", effect,
        target_date, target_name, status, source, line, known_from
    ON holidays BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER holidays_retired_once BEFORE UPDATE OF known_until ON holidays
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;

CREATE TRIGGER held_rows_no_delete BEFORE DELETE ON held_rows
    BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER held_rows_no_update BEFORE UPDATE OF row, period, file, partner_id, error_line,
        line, known_from
    ON held_rows BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER held_rows_retired_once BEFORE UPDATE OF known_until ON held_rows
    WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'facts are retired once'); END;
