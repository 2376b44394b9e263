-- ttl is in seconds, 0 means that the cache does not expire.
ALTER TABLE task_caches
    ADD COLUMN last_used timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN ttl bigint NOT NULL DEFAULT 0;
