-- What version 3 adds to a store, beside the later tables of issues/tables.c and the later columns of
-- the facts.

-- Who let a gate pass, of an import; those of an issue are issue_confirmations.
CREATE TABLE batch_confirmations (
    batch INTEGER NOT NULL REFERENCES batches,
    code TEXT NOT NULL,
    token TEXT NOT NULL,
    saw TEXT NOT NULL,
    confirmed_by TEXT NOT NULL,
    confirmed_at TEXT NOT NULL, -- UTC, the clock's
    PRIMARY KEY (batch, code, token)
) STRICT, WITHOUT ROWID;
