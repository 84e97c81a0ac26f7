-- Versions of catalog entries, appended and never changed. `value` is JSON text, NULL where the entry was deleted; `text`
-- is the spelling that was typed. An edit that was kept before a merge has no version: its `text` may be broken.
CREATE TABLE catalog_history (
    seq       INTEGER PRIMARY KEY,
    workspace TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    entry_id  INTEGER NOT NULL,
    version   INTEGER,
    change_id TEXT    NOT NULL UNIQUE,
    name      TEXT,
    value     TEXT,
    text      TEXT    NOT NULL,
    note      TEXT    NOT NULL,
    author    TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX catalog_history_entry ON catalog_history (workspace, kind, entry_id, seq);

-- Details in the spelling that an admin typed, shown while they mean what is live.
CREATE TABLE catalog_texts (
    workspace TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    entry_id  INTEGER NOT NULL,
    text      TEXT    NOT NULL,
    PRIMARY KEY (workspace, kind, entry_id)
) STRICT, WITHOUT ROWID;
