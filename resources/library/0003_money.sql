-- What the artist pays. Amounts are USD as text, times are microseconds since 1970 (UTC).

-- One row for each job that is paid with the artist's key, written before its request is sent.
CREATE TABLE ledger (
    seq        INTEGER PRIMARY KEY,
    job_id     TEXT    NOT NULL UNIQUE,
    workspace  TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL,
    model      TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    bill       TEXT    NOT NULL CHECK (bill IN ('asked', 'paid', 'unknown', 'nothing')),
    price_low  TEXT,
    price_high TEXT,
    cost       TEXT
) STRICT;
CREATE INDEX ledger_day ON ledger (asked_at);

-- Jobs that did not work are shown until someone has seen them.
ALTER TABLE jobs ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;
UPDATE jobs SET dismissed = 1 WHERE state IN ('failed', 'unknown');
CREATE INDEX jobs_unsettled ON jobs (workspace, seq)
    WHERE dismissed = 0 AND state IN ('waiting', 'running', 'failed', 'unknown');
