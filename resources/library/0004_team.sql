-- What is to reach the team, and up to where its catalog is known here. Times are microseconds since 1970 (UTC).

-- One row for each thing that the team does not have yet; it goes in the transaction that notes that the team has it.
-- `data` is JSON, by `work`. The id of a catalog change is its change_id.
CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE,
    workspace  TEXT    NOT NULL,
    work       TEXT    NOT NULL CHECK (work IN ('publish', 'unpublish', 'insert', 'update', 'delete')),
    title      TEXT    NOT NULL,
    figure_id  TEXT,
    data       TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'parked')),
    attempts   INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    next_step  TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_waiting ON outbox (workspace, state, seq);
CREATE UNIQUE INDEX outbox_figure ON outbox (workspace, figure_id) WHERE figure_id IS NOT NULL;

-- `newest` is the newest stamp of a row that is here; of what was written before `settled` all has been seen.
CREATE TABLE pulls (
    workspace TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    newest    INTEGER,
    settled   INTEGER,
    pulled_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, kind)
) STRICT, WITHOUT ROWID;
