-- Builds, their events, inputs and outputs, and what the scheduler has chosen for the next build.

CREATE TABLE builds (
    id bigserial NOT NULL,
    name text NOT NULL,
    status build_status NOT NULL,
    scheduled bool NOT NULL DEFAULT false,
    start_time timestamptz,
    end_time timestamptz,
    schema varchar(16),
    private_plan text,
    completed bool NOT NULL DEFAULT false,
    job_id int,
    reap_time timestamptz,
    team_id int NOT NULL,
    manually_triggered bool DEFAULT false,
    interceptible bool DEFAULT true,
    nonce text,
    public_plan json DEFAULT '{}',
    pipeline_id int,
    drained bool NOT NULL DEFAULT false,
    create_time timestamptz NOT NULL DEFAULT now(),
    aborted bool NOT NULL DEFAULT false,
    rerun_of_old int,
    rerun_number int NOT NULL DEFAULT 0,
    inputs_ready bool NOT NULL DEFAULT false,
    needs_v6_migration bool NOT NULL DEFAULT true,
    span_context jsonb,
    resource_id int,
    resource_type_id int,
    created_by text,
    rerun_of bigint,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX build_names_uniq_idx ON builds (job_id, name);
CREATE INDEX builds_interceptible_completed ON builds (interceptible, completed);
CREATE INDEX builds_ordered_by_job_id_idx ON builds (job_id, id DESC);
CREATE INDEX builds_pipeline_id ON builds (pipeline_id);
CREATE INDEX builds_resource_id_idx ON builds (resource_id);
CREATE INDEX builds_resource_type_id_idx ON builds (resource_type_id);
CREATE INDEX builds_running_builds_by_serial_groups_idx ON builds (job_id) WHERE ((completed = false) AND (scheduled = true));
CREATE INDEX builds_status ON builds (status);
CREATE INDEX builds_team_id ON builds (team_id);
CREATE INDEX needs_v6_migration_idx ON builds (job_id, COALESCE((rerun_of_old)::bigint, id) DESC, id DESC) WHERE ((status = 'succeeded') AND needs_v6_migration);
CREATE INDEX next_build_id_idx ON builds (job_id) WHERE ((status = 'pending') OR (status = 'started'));
CREATE INDEX order_builds_by_rerun_of_or_id_idx ON builds (COALESCE(rerun_of, (rerun_of_old)::bigint, id) DESC, id DESC);
CREATE INDEX order_job_builds_by_rerun_of_or_id_idx ON builds (job_id, COALESCE(rerun_of, (rerun_of_old)::bigint, id) DESC, id DESC) WHERE (job_id IS NOT NULL);
CREATE INDEX pending_builds_idx ON builds (job_id, id) WHERE (status = 'pending');
CREATE INDEX rerun_of_builds_idx ON builds (rerun_of);
CREATE INDEX rerun_of_old_builds_idx ON builds (rerun_of_old);
CREATE INDEX succeeded_builds_ordering_with_rerun_builds_idx ON builds (job_id) INCLUDE (id, rerun_of, rerun_of_old) WHERE (status = 'succeeded');
CREATE INDEX unencrypted_private_plans_build_idx ON builds (id) WHERE ((nonce IS NULL) AND (private_plan IS NOT NULL));

CREATE TABLE build_comments (
    build_id bigint NOT NULL,
    comment text NOT NULL DEFAULT '',
    PRIMARY KEY (build_id)
);

CREATE TABLE build_events (
    build_id_old int,
    type varchar(32) NOT NULL,
    payload text NOT NULL,
    event_id int NOT NULL,
    version text NOT NULL,
    build_id bigint
);
CREATE UNIQUE INDEX build_events_build_id_event_id ON build_events (build_id, event_id);
CREATE UNIQUE INDEX build_events_build_id_old_event_id ON build_events (build_id_old, event_id);

CREATE TABLE check_build_events () INHERITS (build_events);
CREATE UNIQUE INDEX check_build_events_build_id_event_id ON check_build_events (build_id, event_id);

CREATE TABLE build_pipes (
    from_build_id bigint NOT NULL,
    to_build_id bigint NOT NULL
);
CREATE UNIQUE INDEX build_pipes_from_build_id_to_build_id_uniq ON build_pipes (from_build_id, to_build_id);
CREATE INDEX build_pipes_to_build_id_idx ON build_pipes (to_build_id);

CREATE TABLE build_resource_config_version_inputs (
    build_id bigint NOT NULL,
    resource_id int NOT NULL,
    version_digest text NOT NULL,
    name text NOT NULL,
    first_occurrence bool
);
CREATE INDEX build_inputs_resource_versions_idx ON build_resource_config_version_inputs (resource_id, version_digest);
CREATE UNIQUE INDEX build_resource_config_version_inputs_uniq ON build_resource_config_version_inputs (build_id, resource_id, version_digest, name);

CREATE TABLE build_resource_config_version_outputs (
    build_id bigint NOT NULL,
    resource_id int NOT NULL,
    version_digest text NOT NULL,
    name text NOT NULL
);
CREATE INDEX build_resource_config_version_outputs_build_id_idx ON build_resource_config_version_outputs (build_id);
CREATE INDEX build_resource_config_version_outputs_resource_id_idx ON build_resource_config_version_outputs (resource_id);
CREATE UNIQUE INDEX build_resource_config_version_outputs_uniq ON build_resource_config_version_outputs (build_id, resource_id, version_digest, name);

CREATE TABLE build_image_resource_caches (
    resource_cache_id int,
    build_id bigint NOT NULL,
    job_id int
);
CREATE INDEX build_image_resource_caches_build_id ON build_image_resource_caches (build_id);
CREATE INDEX build_image_resource_caches_job_build_idx ON build_image_resource_caches (job_id, build_id);
CREATE INDEX build_image_resource_caches_resource_cache_id ON build_image_resource_caches (resource_cache_id);

CREATE TABLE successful_build_outputs (
    build_id bigint NOT NULL,
    job_id int NOT NULL,
    outputs jsonb NOT NULL,
    rerun_of bigint
);
CREATE UNIQUE INDEX successful_build_outputs_build_id_idx ON successful_build_outputs (build_id);
CREATE INDEX successful_build_outputs_job_id_idx ON successful_build_outputs (job_id);
CREATE INDEX successful_build_outputs_ordering_with_rerun_builds_idx ON successful_build_outputs (job_id, rerun_of, COALESCE(rerun_of, build_id) DESC, build_id DESC);
CREATE INDEX successful_build_outputs_outputs_idx ON successful_build_outputs USING gin (outputs jsonb_path_ops) WITH (fastupdate='false');
CREATE INDEX successful_build_outputs_rerun_of_idx ON successful_build_outputs (rerun_of);

CREATE TABLE next_build_inputs (
    job_id int NOT NULL,
    input_name text NOT NULL,
    first_occurrence bool,
    resource_id int,
    resolve_error text,
    version_digest text,
    CONSTRAINT next_build_inputs_unique_job_id_input_name UNIQUE (job_id, input_name)
);
CREATE INDEX next_build_inputs_job_id ON next_build_inputs (job_id);

CREATE TABLE next_build_pipes (
    from_build_id bigint NOT NULL,
    to_job_id int NOT NULL
);
CREATE UNIQUE INDEX next_build_pipes_from_build_id_to_job_id_uniq ON next_build_pipes (from_build_id, to_job_id);
CREATE INDEX next_build_pipes_job_id_idx ON next_build_pipes (to_job_id);
