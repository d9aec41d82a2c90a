-- What became of the documents of an issue after it: steps that only ever are added to.

CREATE TABLE deliveries (
    row INTEGER PRIMARY KEY,
    number TEXT NOT NULL REFERENCES documents,
    attempt INTEGER NOT NULL CHECK (attempt >= 1),
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'refused', 'later', 'unknown', 'bounced')),
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL, -- UTC, the clock's
    by TEXT NOT NULL,
    after_seq INTEGER NOT NULL -- the newest link of then: what an issue could know of it
) STRICT;
CREATE INDEX deliveries_by_number ON deliveries (number, row);

-- Of the second attempt on: the first message is among issue_files.
CREATE TABLE delivery_messages (
    number TEXT NOT NULL REFERENCES documents,
    attempt INTEGER NOT NULL CHECK (attempt >= 2),
    sha256 TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (number, attempt)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER deliveries_no_update BEFORE UPDATE ON deliveries
    BEGIN SELECT RAISE(ABORT, 'what was delivered is never changed'); END;
CREATE TRIGGER deliveries_no_delete BEFORE DELETE ON deliveries
    BEGIN SELECT RAISE(ABORT, 'what was delivered is never deleted'); END;
CREATE TRIGGER delivery_messages_no_update BEFORE UPDATE ON delivery_messages
    BEGIN SELECT RAISE(ABORT, 'what was delivered is never changed'); END;
CREATE TRIGGER delivery_messages_no_delete BEFORE DELETE ON delivery_messages
    BEGIN SELECT RAISE(ABORT, 'what was delivered is never deleted'); END;
