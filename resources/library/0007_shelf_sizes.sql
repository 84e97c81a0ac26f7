-- How many figures stand on each shelf, kept by triggers: there may be as many shelves by subject as there are figures,
-- and to count them all takes longer than everything else that the gallery does before it is seen.

CREATE TABLE shelf_sizes (
    workspace TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    key       TEXT    NOT NULL COLLATE NOCASE,
    size      INTEGER NOT NULL,
    PRIMARY KEY (workspace, kind, key)
) STRICT, WITHOUT ROWID;

CREATE VIEW counted_shelf_sizes AS
SELECT workspace, 'theme' AS kind, theme_shelf AS key, count(*) AS size
FROM figures WHERE deleted_at IS NULL GROUP BY workspace, theme_shelf
UNION ALL
SELECT workspace, 'rarity', rarity_shelf, count(*)
FROM figures WHERE deleted_at IS NULL GROUP BY workspace, rarity_shelf
UNION ALL
SELECT workspace, 'template', template_shelf, count(*)
FROM figures WHERE deleted_at IS NULL GROUP BY workspace, template_shelf
UNION ALL
SELECT workspace, 'subject', subject_shelf, count(*)
FROM figures WHERE deleted_at IS NULL GROUP BY workspace, subject_shelf;

INSERT INTO shelf_sizes SELECT workspace, kind, key, size FROM counted_shelf_sizes;

-- A new row stands on no shelf until figures_put_on_shelves has put it there, which is an update.
CREATE TRIGGER figures_join_shelves
AFTER UPDATE OF workspace, deleted_at, theme_shelf, rarity_shelf, template_shelf, subject_shelf ON figures
WHEN NEW.deleted_at IS NULL AND NEW.subject_shelf <> ''
 AND (OLD.deleted_at IS NOT NULL OR OLD.workspace <> NEW.workspace
      OR (OLD.theme_shelf, OLD.rarity_shelf, OLD.template_shelf, OLD.subject_shelf)
         <> (NEW.theme_shelf, NEW.rarity_shelf, NEW.template_shelf, NEW.subject_shelf))
BEGIN
    INSERT INTO shelf_sizes
    SELECT NEW.workspace, kind, key, 1
    FROM (SELECT 'theme' AS kind, NEW.theme_shelf AS key
          UNION ALL SELECT 'rarity', NEW.rarity_shelf
          UNION ALL SELECT 'template', NEW.template_shelf
          UNION ALL SELECT 'subject', NEW.subject_shelf)
    WHERE true
    ON CONFLICT DO UPDATE SET size = size + 1;
END;

-- A statement for each shelf: SQLite would go through all of them to find four by one.
CREATE TRIGGER figures_leave_shelves
AFTER UPDATE OF workspace, deleted_at, theme_shelf, rarity_shelf, template_shelf, subject_shelf ON figures
WHEN OLD.deleted_at IS NULL AND OLD.subject_shelf <> ''
 AND (NEW.deleted_at IS NOT NULL OR OLD.workspace <> NEW.workspace
      OR (OLD.theme_shelf, OLD.rarity_shelf, OLD.template_shelf, OLD.subject_shelf)
         <> (NEW.theme_shelf, NEW.rarity_shelf, NEW.template_shelf, NEW.subject_shelf))
BEGIN
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'theme' AND key = OLD.theme_shelf;
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'rarity' AND key = OLD.rarity_shelf;
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'template' AND key = OLD.template_shelf;
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'subject' AND key = OLD.subject_shelf;
END;

CREATE TRIGGER figures_gone_from_shelves AFTER DELETE ON figures
WHEN OLD.deleted_at IS NULL
BEGIN
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'theme' AND key = OLD.theme_shelf;
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'rarity' AND key = OLD.rarity_shelf;
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'template' AND key = OLD.template_shelf;
    UPDATE shelf_sizes SET size = size - 1
    WHERE workspace = OLD.workspace AND kind = 'subject' AND key = OLD.subject_shelf;
END;

CREATE TRIGGER empty_shelves_are_taken_down AFTER UPDATE ON shelf_sizes
WHEN NEW.size = 0
BEGIN
    DELETE FROM shelf_sizes WHERE workspace = NEW.workspace AND kind = NEW.kind AND key = NEW.key;
END;
