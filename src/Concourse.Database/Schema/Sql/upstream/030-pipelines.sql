-- Pipelines and what their configuration declares: jobs, resources, resource types, prototypes.

CREATE SEQUENCE pipelines_id_seq;
CREATE TABLE pipelines (
    version int NOT NULL DEFAULT 0,
    id int NOT NULL DEFAULT nextval('pipelines_id_seq'),
    name text NOT NULL,
    paused bool DEFAULT false,
    ordering int NOT NULL DEFAULT 0,
    team_id int NOT NULL,
    public bool NOT NULL DEFAULT false,
    groups json,
    cache_index int NOT NULL DEFAULT 1,
    var_sources text,
    nonce text,
    last_updated timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    archived bool NOT NULL DEFAULT false,
    parent_job_id int,
    parent_build_id bigint,
    display jsonb,
    instance_vars jsonb,
    secondary_ordering int NOT NULL,
    paused_by text,
    paused_at timestamptz,
    user_data text,
    PRIMARY KEY (id)
);
ALTER SEQUENCE pipelines_id_seq OWNED BY pipelines.id;
CREATE INDEX parent_job_id ON pipelines (parent_job_id);
CREATE UNIQUE INDEX pipelines_name_team_id ON pipelines (name, team_id) WHERE (instance_vars IS NULL);
CREATE UNIQUE INDEX pipelines_name_team_id_instance_vars ON pipelines (name, team_id, instance_vars) WHERE (instance_vars IS NOT NULL);
CREATE INDEX pipelines_team_id ON pipelines (team_id);

CREATE TABLE deleted_pipelines (
    id int NOT NULL,
    deleted_at timestamp NOT NULL DEFAULT now()
);

CREATE SEQUENCE jobs_id_seq;
CREATE TABLE jobs (
    name text NOT NULL,
    build_number_seq int NOT NULL DEFAULT 0,
    paused bool DEFAULT false,
    id int NOT NULL DEFAULT nextval('jobs_id_seq'),
    pipeline_id int NOT NULL,
    first_logged_build_id bigint NOT NULL DEFAULT 0,
    inputs_determined bool NOT NULL DEFAULT false,
    max_in_flight_reached bool NOT NULL DEFAULT false,
    config text,
    active bool NOT NULL DEFAULT false,
    interruptible bool NOT NULL DEFAULT false,
    nonce text,
    tags text[],
    latest_completed_build_id bigint,
    next_build_id bigint,
    transition_build_id bigint,
    has_new_inputs bool DEFAULT false,
    schedule_requested timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    last_scheduled timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    public bool NOT NULL DEFAULT false,
    max_in_flight int NOT NULL DEFAULT 0,
    disable_manual_trigger bool NOT NULL DEFAULT false,
    paused_by text,
    paused_at timestamptz,
    disable_reruns bool NOT NULL DEFAULT false,
    PRIMARY KEY (id),
    CONSTRAINT jobs_unique_pipeline_id_name UNIQUE (pipeline_id, name)
);
ALTER SEQUENCE jobs_id_seq OWNED BY jobs.id;
CREATE INDEX jobs_latest_completed_build_id ON jobs (latest_completed_build_id);
CREATE INDEX jobs_next_build_id ON jobs (next_build_id);
CREATE INDEX jobs_pipeline_id ON jobs (pipeline_id);
CREATE INDEX jobs_transition_build_id ON jobs (transition_build_id);

CREATE SEQUENCE jobs_serial_groups_id_seq;
CREATE TABLE jobs_serial_groups (
    id int NOT NULL DEFAULT nextval('jobs_serial_groups_id_seq'),
    serial_group text NOT NULL,
    job_id int,
    PRIMARY KEY (id)
);
ALTER SEQUENCE jobs_serial_groups_id_seq OWNED BY jobs_serial_groups.id;
CREATE INDEX jobs_serial_groups_job_id_idx ON jobs_serial_groups (job_id);

CREATE SEQUENCE resources_id_seq;
CREATE TABLE resources (
    name text NOT NULL,
    id int NOT NULL DEFAULT nextval('resources_id_seq'),
    pipeline_id int NOT NULL,
    config text,
    active bool NOT NULL DEFAULT false,
    nonce text,
    resource_config_id int,
    resource_config_scope_id bigint,
    type text NOT NULL,
    in_memory_build_id bigint,
    in_memory_build_start_time timestamptz,
    in_memory_build_plan json,
    in_memory_build_status build_status,
    PRIMARY KEY (id),
    CONSTRAINT unique_pipeline_id_name UNIQUE (pipeline_id, name)
);
ALTER SEQUENCE resources_id_seq OWNED BY resources.id;
CREATE INDEX resources_in_memory_build_id_idx ON resources (in_memory_build_id);
CREATE INDEX resources_pipeline_id ON resources (pipeline_id);
CREATE INDEX resources_resource_config_id ON resources (resource_config_id);

CREATE SEQUENCE resource_types_id_seq;
CREATE TABLE resource_types (
    id int NOT NULL DEFAULT nextval('resource_types_id_seq'),
    pipeline_id int,
    name text NOT NULL,
    type text NOT NULL,
    config text,
    active bool NOT NULL DEFAULT false,
    nonce text,
    resource_config_id int,
    CONSTRAINT resource_types_pipeline_id_name_key UNIQUE (pipeline_id, name),
    PRIMARY KEY (id)
);
ALTER SEQUENCE resource_types_id_seq OWNED BY resource_types.id;
CREATE INDEX resource_types_pipeline_id ON resource_types (pipeline_id);
CREATE INDEX resource_types_resource_config_id ON resource_types (resource_config_id);

CREATE TABLE prototypes (
    id serial NOT NULL,
    pipeline_id int NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    config text,
    active bool NOT NULL DEFAULT false,
    nonce text,
    resource_config_id int,
    PRIMARY KEY (id)
);
CREATE INDEX prototypes_pipeline_id ON prototypes (pipeline_id);
CREATE UNIQUE INDEX prototypes_pipeline_id_name_uniq ON prototypes (pipeline_id, name);
CREATE INDEX prototypes_resource_config_id ON prototypes (resource_config_id);

CREATE TABLE job_inputs (
    name text NOT NULL,
    job_id int NOT NULL,
    resource_id int NOT NULL,
    passed_job_id int,
    trigger bool NOT NULL DEFAULT false,
    version text
);
CREATE INDEX job_inputs_job_id_idx ON job_inputs (job_id);
CREATE INDEX job_inputs_passed_job_id_idx ON job_inputs (passed_job_id);
CREATE INDEX job_inputs_resource_id_idx ON job_inputs (resource_id);

CREATE TABLE job_outputs (
    name text NOT NULL,
    job_id int NOT NULL,
    resource_id int NOT NULL
);
CREATE INDEX job_outputs_job_id_idx ON job_outputs (job_id);
CREATE INDEX job_outputs_resource_id_idx ON job_outputs (resource_id);

CREATE TABLE resource_pins (
    resource_id int NOT NULL,
    version jsonb NOT NULL,
    comment_text text NOT NULL,
    config bool NOT NULL DEFAULT false,
    PRIMARY KEY (resource_id)
);

CREATE TABLE resource_disabled_versions (
    resource_id int NOT NULL,
    version_digest text NOT NULL
);
CREATE UNIQUE INDEX resource_disabled_versions_resource_id_version_digest_uniq ON resource_disabled_versions (resource_id, version_digest);
