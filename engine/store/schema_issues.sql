-- What was issued, and what a draft showed: the tables beside those of issues/tables.c, which are made
-- before. Issued rows are never changed and never deleted: a later issue adds a new state of a partner's
-- period, a void adds that it is open again. seq orders all of it: "as it was before seq" is every row
-- with a smaller one.
--
-- Columns are as in schema.sql; amounts are cents, GST included only where it is said. The link and
-- the issue of a seq are written last: what refers to them is checked at the end of the transaction,
-- and nothing is added to a seq that has its link.

PRAGMA user_version = 2; -- schema.sql's tables and these

-- The chain: an issue or a void a link. seal = SHA-256 of the manifest's bytes and the 64 digits of
-- the previous seal ('' before the first).
CREATE TABLE links (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'issue' OR kind = 'void'),
    manifest BLOB NOT NULL,
    previous_seal TEXT NOT NULL,
    seal TEXT NOT NULL UNIQUE
) STRICT;

-- The shipped holidays as they were, for computing again.
CREATE TABLE kept_files (
    sha256 TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX documents_by_partner ON documents (partner_id, period);
CREATE INDEX documents_by_seq ON documents (seq);

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
