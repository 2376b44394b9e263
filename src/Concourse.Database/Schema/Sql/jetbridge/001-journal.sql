-- What a build has already done, so that a web node that takes it over repeats nothing and loses
-- nothing. Rows live as long as their build runs. They do not reference public.builds: checks held
-- in memory have ids without a row there.

-- The result of a finished step; encrypted like upstream's columns (nonce NULL: plain).
CREATE TABLE jetbridge.step_outcomes (
    build_id bigint NOT NULL,
    plan_id text NOT NULL,
    outcome text NOT NULL,
    nonce text,
    PRIMARY KEY (build_id, plan_id)
);

-- How many raw bytes of a step's stream are already stored as events.
CREATE TABLE jetbridge.stream_offsets (
    build_id bigint NOT NULL,
    plan_id text NOT NULL,
    stream text NOT NULL,
    byte_offset bigint NOT NULL,
    PRIMARY KEY (build_id, plan_id, stream)
);
