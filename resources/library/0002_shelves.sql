-- Shelves, orders and lineage of the gallery, and the template's name among the words that are searched.

-- Shelves sort by their key: the name, for a rarity with its id before it (so that Common stands before Epic);
-- what has no theme, rarity, template or subject comes last, under the highest code point. Written by the trigger
-- below, told from recipe and frozen entries at any time by `figure_shelves`, and therefore not part of `crc`.
ALTER TABLE figures ADD COLUMN theme_shelf    TEXT NOT NULL DEFAULT '' COLLATE NOCASE;
ALTER TABLE figures ADD COLUMN rarity_shelf   TEXT NOT NULL DEFAULT '' COLLATE NOCASE;
ALTER TABLE figures ADD COLUMN template_shelf TEXT NOT NULL DEFAULT '' COLLATE NOCASE;
ALTER TABLE figures ADD COLUMN subject_shelf  TEXT NOT NULL DEFAULT '' COLLATE NOCASE;
ALTER TABLE figures ADD COLUMN title          TEXT NOT NULL DEFAULT '' COLLATE NOCASE;

-- Part of the recipe, so that there is nothing to keep in step.
ALTER TABLE figures ADD COLUMN parent_id TEXT AS (json_extract(recipe, '$.parent_id'));

CREATE VIEW frozen_names AS
SELECT hash,
       json_extract(value, '$.id')                   AS id,
       nullif(json_extract(value, '$.name'), '')     AS name
FROM frozen_entries;

CREATE VIEW figure_shelves AS
SELECT figures.seq AS seq,
       coalesce(themes.name, 'Theme ' || themes.id, char(1114111)) AS theme,
       coalesce(printf('%020d', rarities.id) || coalesce(rarities.name, 'Rarity level ' || rarities.id),
                char(1114111)) AS rarity,
       coalesce(prompts.name, 'Prompt template ' || prompts.id, char(1114111)) AS template,
       coalesce(nullif(substr(json_extract(recipe, '$.subject'), 1, 80), ''), char(1114111)) AS subject,
       substr(coalesce(nullif(json_extract(recipe, '$.name'), ''), json_extract(recipe, '$.subject'), ''), 1, 80)
           AS title
FROM figures
LEFT JOIN frozen_names AS themes ON themes.hash = figures.theme
LEFT JOIN frozen_names AS rarities ON rarities.hash = figures.rarity
LEFT JOIN frozen_names AS prompts ON prompts.hash = figures.prompt;

UPDATE figures SET (theme_shelf, rarity_shelf, template_shelf, subject_shelf, title) =
    (SELECT theme, rarity, template, subject, title FROM figure_shelves WHERE figure_shelves.seq = figures.seq);

CREATE TRIGGER figures_put_on_shelves AFTER INSERT ON figures
BEGIN
    UPDATE figures SET (theme_shelf, rarity_shelf, template_shelf, subject_shelf, title) =
        (SELECT theme, rarity, template, subject, title FROM figure_shelves WHERE figure_shelves.seq = NEW.seq)
    WHERE seq = NEW.seq;
END;

-- One index for each order, with what filters look at, so that pages and counts never touch the rows.
CREATE INDEX figures_by_theme
    ON figures (workspace, deleted_at, theme_shelf, created_at DESC, seq DESC, rating, engine, status);
CREATE INDEX figures_by_rarity
    ON figures (workspace, deleted_at, rarity_shelf, created_at DESC, seq DESC, rating, engine, status);
CREATE INDEX figures_by_template
    ON figures (workspace, deleted_at, template_shelf, created_at DESC, seq DESC, rating, engine, status);
CREATE INDEX figures_by_subject
    ON figures (workspace, deleted_at, subject_shelf, created_at DESC, seq DESC, rating, engine, status);
CREATE INDEX figures_by_rating
    ON figures (workspace, deleted_at, rating DESC, created_at DESC, seq DESC, engine, status);
CREATE INDEX figures_by_title
    ON figures (workspace, deleted_at, title, created_at DESC, seq DESC, rating, engine, status);
CREATE INDEX figures_by_parent ON figures (parent_id) WHERE parent_id IS NOT NULL;

DROP TABLE figures_text;
DROP VIEW figure_words;

CREATE VIEW figure_words AS
SELECT figures.seq                       AS seq,
       json_extract(recipe, '$.subject') AS subject,
       json_extract(recipe, '$.name')    AS name,
       json_extract(recipe, '$.text')    AS text,
       prompts.name                      AS template,
       themes.name                       AS theme,
       rarities.name                     AS rarity,
       model                             AS model
FROM figures
LEFT JOIN frozen_names AS prompts ON prompts.hash = figures.prompt
LEFT JOIN frozen_names AS themes ON themes.hash = figures.theme
LEFT JOIN frozen_names AS rarities ON rarities.hash = figures.rarity;

CREATE VIRTUAL TABLE figures_text USING fts5 (
    subject, name, text, template, theme, rarity, model,
    content = 'figure_words', content_rowid = 'seq', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO figures_text (figures_text) VALUES ('rebuild');
