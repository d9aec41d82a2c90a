-- The store: every fact of every period, each known from one batch until another; tables.c has the
-- tables of the facts, here is what else belongs to them. Facts are never deleted and never changed:
-- known_until is set once, when a later batch knows better, so what was known at any batch can be
-- read again (known_from <= batch and known_until is null or > batch).
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

-- The rule above, kept by the database itself.
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batch_files_no_update BEFORE UPDATE ON batch_files
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batch_files_no_delete BEFORE DELETE ON batch_files
    BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
