-- What was issued, and what a draft showed. Issued rows are never changed and never deleted: a later
-- issue adds a new state of a partner's period, a void adds that it is open again. seq orders all
-- of it: "as it was before seq" is every row with a smaller one.
--
-- Columns are as in schema.sql; amounts are cents, GST included only where it is said. The link and
-- the issue of a seq are written last: what refers to them is checked at the end of the transaction,
-- and nothing is added to a seq that has its link.

PRAGMA user_version = 2; -- schema.sql's tables and these

-- A draft's particulars, so that issuing takes just what was reviewed. No legal fact: the same
-- digest again takes its place.
CREATE TABLE drafts (
    digest TEXT PRIMARY KEY,
    period TEXT NOT NULL,
    as_at INTEGER NOT NULL,
    issue_date INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches,
    last_seq INTEGER NOT NULL, -- of the newest link then, 0 before the first
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
    seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL, -- areas.csv, au-2026.csv
    sha256 TEXT NOT NULL REFERENCES kept_files,
    PRIMARY KEY (seq, name)
) STRICT, WITHOUT ROWID;

-- The state of a partner's period after an issue: original and all adjustments together. The newest
-- one counts; it is open again where a void came after it.
CREATE TABLE issued_months (
    seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,
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
    seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,
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
    seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,
    partner_id TEXT NOT NULL,
    payment INTEGER NOT NULL CHECK (payment >= 0),
    carried INTEGER NOT NULL CHECK (carried <= 0), -- what is left for the partner's next payment
    in_file INTEGER NOT NULL, -- 0: left out of payments.aba, to be paid by hand
    bsb TEXT,
    account_number TEXT,
    account_name TEXT,
    PRIMARY KEY (partner_id, seq)
) STRICT, WITHOUT ROWID;

-- Every file of the issue's directory, so that a missing one can be written again.
CREATE TABLE issue_files (
    row INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,
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

-- SHA-256 of the rows that an issue froze, by table, so that a changed one can be named; the manifest
-- has them too. The files are not among them: each has its own.
CREATE TABLE issue_hashes (
    seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (seq, table_name)
) STRICT, WITHOUT ROWID;

-- The rule above, kept by the database itself.
CREATE TRIGGER links_no_update BEFORE UPDATE ON links
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER links_no_delete BEFORE DELETE ON links
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issues_no_update BEFORE UPDATE ON issues
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issues_no_delete BEFORE DELETE ON issues
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER kept_files_no_update BEFORE UPDATE ON kept_files
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER kept_files_no_delete BEFORE DELETE ON kept_files
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issue_holidays_no_update BEFORE UPDATE ON issue_holidays
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issue_holidays_no_delete BEFORE DELETE ON issue_holidays
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issued_months_no_update BEFORE UPDATE ON issued_months
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issued_months_no_delete BEFORE DELETE ON issued_months
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issued_lines_no_update BEFORE UPDATE ON issued_lines
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issued_lines_no_delete BEFORE DELETE ON issued_lines
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issued_slots_no_update BEFORE UPDATE ON issued_slots
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issued_slots_no_delete BEFORE DELETE ON issued_slots
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issued_adhoc_no_update BEFORE UPDATE ON issued_adhoc
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issued_adhoc_no_delete BEFORE DELETE ON issued_adhoc
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER documents_no_update BEFORE UPDATE ON documents
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issued_adjustments_no_update BEFORE UPDATE ON issued_adjustments
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issued_adjustments_no_delete BEFORE DELETE ON issued_adjustments
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issue_files_no_update BEFORE UPDATE ON issue_files
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issue_files_no_delete BEFORE DELETE ON issue_files
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER voids_no_update BEFORE UPDATE ON voids
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER voids_no_delete BEFORE DELETE ON voids
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER batch_hashes_no_update BEFORE UPDATE ON batch_hashes
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER batch_hashes_no_delete BEFORE DELETE ON batch_hashes
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;
CREATE TRIGGER issue_hashes_no_update BEFORE UPDATE ON issue_hashes
    BEGIN SELECT RAISE(ABORT, 'what is issued is never changed'); END;
CREATE TRIGGER issue_hashes_no_delete BEFORE DELETE ON issue_hashes
    BEGIN SELECT RAISE(ABORT, 'what is issued is never deleted'); END;

-- A row that takes the place of another is deleted without a trigger: so none is added again, either.
CREATE TRIGGER links_no_insert BEFORE INSERT ON links
    WHEN EXISTS (SELECT 1 FROM links WHERE seq >= NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issues_no_insert BEFORE INSERT ON issues
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER kept_files_no_insert BEFORE INSERT ON kept_files
    WHEN EXISTS (SELECT 1 FROM kept_files WHERE sha256 = NEW.sha256)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issue_holidays_no_insert BEFORE INSERT ON issue_holidays
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issued_months_no_insert BEFORE INSERT ON issued_months
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issued_lines_no_insert BEFORE INSERT ON issued_lines
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issued_slots_no_insert BEFORE INSERT ON issued_slots
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issued_adhoc_no_insert BEFORE INSERT ON issued_adhoc
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER documents_no_insert BEFORE INSERT ON documents
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issued_adjustments_no_insert BEFORE INSERT ON issued_adjustments
    WHEN EXISTS (SELECT 1 FROM documents AS d JOIN links USING (seq)
        WHERE d.number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER payments_no_insert BEFORE INSERT ON payments
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issue_files_no_insert BEFORE INSERT ON issue_files
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER voids_no_insert BEFORE INSERT ON voids
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER batch_hashes_no_insert BEFORE INSERT ON batch_hashes
    WHEN EXISTS (SELECT 1 FROM batch_hashes
        WHERE batch = NEW.batch AND file = NEW.file)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
CREATE TRIGGER issue_hashes_no_insert BEFORE INSERT ON issue_hashes
    WHEN EXISTS (SELECT 1 FROM links WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'what is issued is never added to'); END;
