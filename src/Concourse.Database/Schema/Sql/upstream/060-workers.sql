-- Workers and everything that lives on them: containers, volumes, caches, artifacts.

CREATE TABLE workers (
    addr text,
    expires timestamptz,
    active_containers int DEFAULT 0,
    resource_types text,
    platform text,
    tags text,
    baggageclaim_url text DEFAULT '',
    name text NOT NULL,
    http_proxy_url text,
    https_proxy_url text,
    no_proxy text,
    start_time timestamptz,
    team_id int,
    state worker_state NOT NULL DEFAULT 'running',
    version text,
    certs_path text,
    ephemeral bool,
    active_volumes int DEFAULT 0,
    active_tasks int DEFAULT 0,
    CONSTRAINT addr_when_running CHECK ((((state <> 'stalled') AND (state <> 'landed') AND ((addr IS NOT NULL) OR (baggageclaim_url IS NOT NULL))) OR (state = 'stalled') OR (state = 'landed'))),
    CONSTRAINT workers_active_tasks_check CHECK ((active_tasks >= 0)),
    CONSTRAINT workers_addr_key UNIQUE (addr),
    PRIMARY KEY (name)
);
-- Doubles the primary key; in CREATE TABLE the two would become one.
ALTER TABLE workers ADD CONSTRAINT constraint_workers_name_unique UNIQUE (name);
CREATE INDEX workers_team_id ON workers (team_id);

CREATE SEQUENCE worker_base_resource_types_id_seq;
CREATE TABLE worker_base_resource_types (
    worker_name text,
    base_resource_type_id int,
    image text NOT NULL,
    version text NOT NULL,
    id int NOT NULL DEFAULT nextval('worker_base_resource_types_id_seq'),
    PRIMARY KEY (id),
    CONSTRAINT worker_base_resource_types_worker_name_base_resource_type_i_key UNIQUE (worker_name, base_resource_type_id)
);
ALTER SEQUENCE worker_base_resource_types_id_seq OWNED BY worker_base_resource_types.id;
CREATE INDEX worker_base_resource_types_base_resource_type_id ON worker_base_resource_types (base_resource_type_id);
CREATE INDEX worker_base_resource_types_worker_name ON worker_base_resource_types (worker_name);

CREATE SEQUENCE worker_resource_caches_id_seq;
CREATE TABLE worker_resource_caches (
    id int NOT NULL DEFAULT nextval('worker_resource_caches_id_seq'),
    worker_base_resource_type_id int,
    resource_cache_id int,
    worker_name text,
    invalid_since timestamptz,
    PRIMARY KEY (id)
);
ALTER SEQUENCE worker_resource_caches_id_seq OWNED BY worker_resource_caches.id;
CREATE INDEX worker_resource_caches_resource_cache_id ON worker_resource_caches (resource_cache_id);
CREATE UNIQUE INDEX worker_resource_caches_uniq ON worker_resource_caches (worker_name, resource_cache_id) WHERE (worker_base_resource_type_id IS NOT NULL);
CREATE INDEX worker_resource_caches_worker_base_resource_type_id ON worker_resource_caches (worker_base_resource_type_id);

CREATE TABLE worker_resource_certs (
    id serial NOT NULL,
    worker_name text,
    certs_path text,
    PRIMARY KEY (id)
);

CREATE TABLE task_caches (
    id serial NOT NULL,
    job_id int,
    step_name text NOT NULL,
    path text NOT NULL,
    last_used timestamptz NOT NULL DEFAULT now(),
    ttl bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
CREATE INDEX task_caches_job_id ON task_caches (job_id);
CREATE UNIQUE INDEX task_caches_job_id_step_name_path_uniq ON task_caches (job_id, step_name, path);

CREATE SEQUENCE worker_task_caches_id_seq;
CREATE TABLE worker_task_caches (
    id int NOT NULL DEFAULT nextval('worker_task_caches_id_seq'),
    worker_name text,
    task_cache_id int,
    PRIMARY KEY (id)
);
ALTER SEQUENCE worker_task_caches_id_seq OWNED BY worker_task_caches.id;
CREATE INDEX worker_task_caches_task_cache_id ON worker_task_caches (task_cache_id);
CREATE INDEX worker_task_caches_worker_name ON worker_task_caches (worker_name);
CREATE UNIQUE INDEX worker_task_caches_worker_name_task_cache_id_uniq ON worker_task_caches (worker_name, task_cache_id);

CREATE TABLE worker_artifacts (
    id serial NOT NULL,
    name text NOT NULL,
    build_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);

CREATE SEQUENCE containers_id_seq;
CREATE TABLE containers (
    handle text NOT NULL,
    build_id bigint,
    plan_id text,
    pipeline_id int,
    resource_id int,
    worker_name text,
    id int NOT NULL DEFAULT nextval('containers_id_seq'),
    team_id int,
    state container_state NOT NULL DEFAULT 'creating',
    meta_type text NOT NULL DEFAULT '',
    meta_step_name text NOT NULL DEFAULT '',
    meta_attempt text NOT NULL DEFAULT '',
    meta_working_directory text NOT NULL DEFAULT '',
    meta_process_user text NOT NULL DEFAULT '',
    meta_pipeline_id int NOT NULL DEFAULT 0,
    meta_job_id int NOT NULL DEFAULT 0,
    meta_build_id bigint NOT NULL DEFAULT 0,
    meta_pipeline_name text NOT NULL DEFAULT '',
    meta_job_name text NOT NULL DEFAULT '',
    meta_build_name text NOT NULL DEFAULT '',
    image_check_container_id int,
    image_get_container_id int,
    missing_since timestamptz,
    resource_config_check_session_id int,
    last_hijack timestamptz,
    meta_pipeline_instance_vars text NOT NULL DEFAULT '',
    in_memory_build_id bigint,
    in_memory_build_create_time timestamptz,
    CONSTRAINT containers_handle_key UNIQUE (handle),
    PRIMARY KEY (id)
);
ALTER SEQUENCE containers_id_seq OWNED BY containers.id;
CREATE INDEX containers_build_id ON containers (build_id);
CREATE INDEX containers_build_id_not_null ON containers (worker_name) WHERE (build_id IS NOT NULL);
CREATE INDEX containers_in_memory_build_id_idx ON containers (in_memory_build_id, in_memory_build_create_time);
CREATE INDEX containers_plan_id ON containers (plan_id);
CREATE INDEX containers_resource_config_check_session_id ON containers (resource_config_check_session_id);
CREATE INDEX containers_team_id ON containers (team_id);
CREATE INDEX containers_worker_name ON containers (worker_name);

CREATE SEQUENCE volumes_id_seq;
CREATE TABLE volumes (
    id int NOT NULL DEFAULT nextval('volumes_id_seq'),
    handle text NOT NULL,
    worker_name text NOT NULL,
    path text,
    container_id int,
    team_id int,
    state volume_state NOT NULL DEFAULT 'creating',
    parent_id int,
    parent_state volume_state,
    worker_base_resource_type_id int,
    worker_resource_cache_id int,
    worker_task_cache_id int,
    worker_resource_certs_id int,
    missing_since timestamptz,
    worker_artifact_id int,
    CONSTRAINT volumes_id_state_key UNIQUE (id, state),
    PRIMARY KEY (id),
    CONSTRAINT volumes_worker_name_handle_key UNIQUE (worker_name, handle)
);
ALTER SEQUENCE volumes_id_seq OWNED BY volumes.id;
CREATE INDEX missing_volumes_idx ON volumes (state) WHERE (missing_since IS NOT NULL);
CREATE INDEX volumes_container_id ON volumes (container_id);
CREATE UNIQUE INDEX volumes_handle ON volumes (handle);
CREATE INDEX volumes_parent_id ON volumes (parent_id);
CREATE INDEX volumes_team_id ON volumes (team_id);
CREATE INDEX volumes_worker_base_resource_type_id ON volumes (worker_base_resource_type_id);
CREATE INDEX volumes_worker_name ON volumes (worker_name);
CREATE INDEX volumes_worker_resource_cache_id ON volumes (worker_resource_cache_id);
CREATE UNIQUE INDEX volumes_worker_resource_cache_unique ON volumes (worker_resource_cache_id);
CREATE INDEX volumes_worker_task_cache_id ON volumes (worker_task_cache_id);
CREATE INDEX worker_resource_cert_volumes_idx ON volumes (worker_name, worker_resource_certs_id);
