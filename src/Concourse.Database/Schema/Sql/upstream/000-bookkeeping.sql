-- The append-only log of applied migrations; upstream's binaries read and continue it.
-- An empty table may be left from a start that was interrupted before anything else was made.

CREATE TABLE IF NOT EXISTS migrations_history (
    version bigint,
    tstamp timestamptz,
    direction varchar,
    status varchar,
    dirty bool
);
