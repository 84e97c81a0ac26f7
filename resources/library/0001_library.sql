-- The library on this computer. Times are microseconds since 1970 (UTC); JSON is text.

-- What the library knows about itself.
CREATE TABLE facts (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Catalog entries as recipes froze them, each kept once by the sha256 of its text.
CREATE TABLE frozen_entries (
    hash  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A figure's `recipe` lacks its three entries: they are in frozen_entries. `crc` is over all other columns.
CREATE TABLE figures (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    workspace  TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    rating     INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
    engine     TEXT    NOT NULL,
    model      TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    deleted_at INTEGER,
    sha256     TEXT    NOT NULL,
    format     TEXT    NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    alt_text   TEXT    NOT NULL,
    usage      TEXT,
    cost       TEXT,
    url        TEXT,
    prompt     TEXT REFERENCES frozen_entries (hash),
    theme      TEXT REFERENCES frozen_entries (hash),
    rarity     TEXT REFERENCES frozen_entries (hash),
    recipe     TEXT    NOT NULL,
    crc        INTEGER NOT NULL
) STRICT;

-- Order and filters of the gallery, answered without touching the rows.
CREATE INDEX figures_shown ON figures (workspace, deleted_at, created_at, seq, rating, engine, status);
CREATE INDEX figures_deleted ON figures (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE VIEW figure_words AS
SELECT figures.seq                        AS seq,
       json_extract(recipe, '$.subject')   AS subject,
       json_extract(recipe, '$.name')      AS name,
       json_extract(recipe, '$.text')      AS text,
       json_extract(themes.value, '$.name')  AS theme,
       json_extract(rarities.value, '$.name')AS rarity,
       model                              AS model
FROM figures
LEFT JOIN frozen_entries AS themes ON themes.hash = figures.theme
LEFT JOIN frozen_entries AS rarities ON rarities.hash = figures.rarity;

CREATE VIRTUAL TABLE figures_text USING fts5 (
    subject, name, text, theme, rarity, model,
    content = 'figure_words', content_rowid = 'seq', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE jobs (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    workspace   TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    figure_id   TEXT,
    reason      TEXT    NOT NULL,
    next_step   TEXT    NOT NULL,
    price_low   TEXT,
    price_high  TEXT,
    recipe_hash TEXT    NOT NULL,
    prompt      TEXT REFERENCES frozen_entries (hash),
    theme       TEXT REFERENCES frozen_entries (hash),
    rarity      TEXT REFERENCES frozen_entries (hash),
    recipe      TEXT    NOT NULL
) STRICT;
CREATE INDEX jobs_recent ON jobs (workspace, seq);
CREATE INDEX jobs_open ON jobs (owner) WHERE state IN ('waiting', 'running');

CREATE TABLE drafts (
    workspace TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    saved_at  INTEGER NOT NULL,
    PRIMARY KEY (workspace, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalog_entries (
    seq        INTEGER PRIMARY KEY,
    workspace  TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    id         INTEGER NOT NULL,
    name       TEXT,
    value      TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    updated_at TEXT,
    UNIQUE (workspace, kind, id)
) STRICT;
