-- What was issued, and what a draft showed. Issued rows are never changed and never deleted: a later
-- issue adds a new state of a partner's period, a void adds that it is open again. seq orders all
-- of it: "as it was before seq" is every row with a smaller one.
--
-- Columns are as in schema.sql; amounts are cents, GST included only where it is said.

-- A draft's particulars, so that issuing takes just what was reviewed. No legal fact: the same
-- digest again takes its place.
CREATE TABLE drafts (
    digest TEXT PRIMARY KEY,
    period TEXT NOT NULL,
    as_at INTEGER NOT NULL,
    issue_date INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches,
    program_version TEXT NOT NULL,
    policy TEXT NOT NULL, -- key=value a line
    holidays TEXT NOT NULL, -- name sha256 a line, of the shipped files
    ready INTEGER NOT NULL,
    held INTEGER NOT NULL,
    nil INTEGER NOT NULL,
    subtotal INTEGER NOT NULL,
    gst INTEGER NOT NULL,
    total INTEGER NOT NULL,
    adjustments_total INTEGER NOT NULL,
    payment INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_partners (
    digest TEXT NOT NULL REFERENCES drafts ON DELETE CASCADE,
    partner_id TEXT NOT NULL,
    status TEXT NOT NULL,
    total INTEGER NOT NULL,
    adjustments_total INTEGER NOT NULL,
    payment INTEGER NOT NULL,
    issue_hash TEXT NOT NULL, -- of everything that would be issued to the partner
    PRIMARY KEY (digest, partner_id)
) STRICT, WITHOUT ROWID;

-- The chain: an issue or a void a link. seal = SHA-256 of the manifest's bytes and the 64 digits of
-- the previous seal ('' before the first).
CREATE TABLE links (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'issue' OR kind = 'void'),
    manifest BLOB NOT NULL,
    previous_seal TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE issues (
    seq INTEGER PRIMARY KEY REFERENCES links DEFERRABLE INITIALLY DEFERRED,
    period TEXT NOT NULL,
    issue INTEGER NOT NULL, -- 1, 2, … of the period: the directory's name
    as_at INTEGER NOT NULL,
    issue_date INTEGER NOT NULL,
    payment_date INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches,
    program_version TEXT NOT NULL,
    digest TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    issued_at TEXT NOT NULL, -- UTC, the clock's
    UNIQUE (period, issue)
) STRICT;

-- The shipped holidays as they were, for computing again.
CREATE TABLE kept_files (
    sha256 TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE issue_holidays (
    seq INTEGER NOT NULL REFERENCES issues,
    name TEXT NOT NULL, -- areas.csv, au-2026.csv
    sha256 TEXT NOT NULL REFERENCES kept_files,
    PRIMARY KEY (seq, name)
) STRICT, WITHOUT ROWID;

-- The state of a partner's period after an issue: original and all adjustments together. The newest
-- one counts; it is open again where a void came after it.
CREATE TABLE issued_months (
    seq INTEGER NOT NULL REFERENCES issues,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'issued' OR status = 'nil'),
    number TEXT NOT NULL, -- of the original; '' where there is no document
    result_hash TEXT NOT NULL, -- of the verdicts
    issue_hash TEXT NOT NULL, -- of what seq issued; '' where the period is not that of the issue
    PRIMARY KEY (period, partner_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE issued_lines (
    seq INTEGER NOT NULL,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'partner' OR kind = 'adhoc'),
    hourly_rate INTEGER NOT NULL,
    taxable INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    gst INTEGER NOT NULL,
    PRIMARY KEY (period, partner_id, seq, kind, hourly_rate, taxable),
    FOREIGN KEY (period, partner_id, seq) REFERENCES issued_months (period, partner_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE issued_slots (
    seq INTEGER NOT NULL,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    date INTEGER NOT NULL,
    start INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    rule TEXT NOT NULL,
    paid_minutes INTEGER NOT NULL,
    penalty_minutes INTEGER NOT NULL,
    hourly_rate INTEGER,
    taxable INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (period, partner_id, seq, date, start),
    FOREIGN KEY (period, partner_id, seq) REFERENCES issued_months (period, partner_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE issued_adhoc (
    seq INTEGER NOT NULL,
    period TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    date INTEGER NOT NULL,
    start INTEGER NOT NULL,
    duration_minutes INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    rule TEXT NOT NULL,
    paid_minutes INTEGER NOT NULL,
    hourly_rate INTEGER,
    taxable INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (period, partner_id, seq, appointment_id),
    FOREIGN KEY (period, partner_id, seq) REFERENCES issued_months (period, partner_id, seq)
) STRICT, WITHOUT ROWID;

-- A number belongs to one document for ever. The bytes are among issue_files.
CREATE TABLE documents (
    number TEXT PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES issues,
    kind TEXT NOT NULL CHECK (kind = 'RCTI' OR kind = 'RCI' OR kind = 'RCAN' OR kind = 'ADJ'),
    period TEXT NOT NULL, -- for RCAN and ADJ that of the document adjusted
    partner_id TEXT NOT NULL,
    adjusts TEXT REFERENCES documents, -- RCAN and ADJ: the original
    replaces TEXT REFERENCES documents, -- the voided one
    subtotal INTEGER NOT NULL,
    gst INTEGER NOT NULL,
    total INTEGER NOT NULL,
    path TEXT NOT NULL, -- documents/NUMBER.pdf
    legal_name TEXT NOT NULL, -- these as printed
    trading_name TEXT,
    abn TEXT NOT NULL,
    address_line_1 TEXT,
    address_line_2 TEXT,
    suburb TEXT,
    state TEXT,
    postcode TEXT,
    email TEXT,
    agreement_ref TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_partner ON documents (partner_id, period);
CREATE INDEX documents_by_seq ON documents (seq);

-- The lines of RCAN and ADJ: as adjustments.csv.
CREATE TABLE issued_adjustments (
    number TEXT NOT NULL REFERENCES documents,
    kind TEXT NOT NULL,
    hourly_rate INTEGER NOT NULL,
    taxable INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    gst INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (number, kind, hourly_rate, taxable)
) STRICT, WITHOUT ROWID;

-- One row a partner whom the issue owed or who owed: payment is 0 or more, carried 0 or less.
CREATE TABLE payments (
    seq INTEGER NOT NULL REFERENCES issues,
    partner_id TEXT NOT NULL,
    payment INTEGER NOT NULL,
    carried INTEGER NOT NULL, -- what is left for the partner's next payment
    in_file INTEGER NOT NULL, -- 0: left out of payments.aba, to be paid by hand
    bsb TEXT,
    account_number TEXT,
    account_name TEXT,
    PRIMARY KEY (partner_id, seq)
) STRICT, WITHOUT ROWID;

-- Every file of the issue's directory, so that a missing one can be written again.
CREATE TABLE issue_files (
    row INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES issues,
    path TEXT NOT NULL, -- below out/PERIOD/issue-N
    sha256 TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX issue_files_by_path ON issue_files (seq, path);
CREATE INDEX issue_files_by_hash ON issue_files (sha256);

CREATE TABLE voids (
    number TEXT PRIMARY KEY REFERENCES documents,
    seq INTEGER NOT NULL REFERENCES links DEFERRABLE INITIALLY DEFERRED,
    reason TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    voided_at TEXT NOT NULL -- UTC, the clock's
) STRICT, WITHOUT ROWID;

-- SHA-256 of the facts that a batch brought and retired, by table; made when the batch is first
-- issued from, and part of the manifest.
CREATE TABLE batch_hashes (
    batch INTEGER NOT NULL REFERENCES batches,
    file TEXT NOT NULL, -- as in batch_files, and held_rows
    sha256 TEXT NOT NULL,
    PRIMARY KEY (batch, file)
) STRICT, WITHOUT ROWID;
