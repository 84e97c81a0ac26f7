-- A job whose figure is to be published as soon as it is saved: it goes into the outbox in the same transaction.
ALTER TABLE jobs ADD COLUMN publishes INTEGER NOT NULL DEFAULT 0;
