-- Resource configurations, their version histories (scopes) and the caches of fetched versions.

CREATE SEQUENCE base_resource_types_id_seq;
CREATE TABLE base_resource_types (
    id int NOT NULL DEFAULT nextval('base_resource_types_id_seq'),
    name text NOT NULL,
    unique_version_history bool NOT NULL DEFAULT false,
    CONSTRAINT base_resource_types_name_key UNIQUE (name),
    PRIMARY KEY (id)
);
ALTER SEQUENCE base_resource_types_id_seq OWNED BY base_resource_types.id;

CREATE SEQUENCE resource_configs_id_seq;
CREATE TABLE resource_configs (
    id int NOT NULL DEFAULT nextval('resource_configs_id_seq'),
    base_resource_type_id int,
    source_hash text NOT NULL,
    resource_cache_id int,
    last_referenced timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    PRIMARY KEY (id)
);
ALTER SEQUENCE resource_configs_id_seq OWNED BY resource_configs.id;
CREATE INDEX resource_configs_base_resource_type_id ON resource_configs (base_resource_type_id);
CREATE UNIQUE INDEX resource_configs_base_resource_type_id_so_key ON resource_configs (base_resource_type_id, source_hash);
CREATE INDEX resource_configs_resource_cache_id ON resource_configs (resource_cache_id);
CREATE UNIQUE INDEX resource_configs_resource_cache_id_so_key ON resource_configs (resource_cache_id, source_hash);

CREATE SEQUENCE resource_config_scopes_id_seq AS integer;
CREATE TABLE resource_config_scopes (
    id bigint NOT NULL DEFAULT nextval('resource_config_scopes_id_seq'),
    resource_config_id int NOT NULL,
    resource_id int,
    last_check_start_time timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    last_check_end_time timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    last_check_succeeded bool NOT NULL DEFAULT false,
    last_check_build_id bigint,
    last_check_build_plan json DEFAULT '{}',
    next_check_time timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    PRIMARY KEY (id)
);
ALTER SEQUENCE resource_config_scopes_id_seq OWNED BY resource_config_scopes.id;
CREATE INDEX resource_config_scopes_last_check_build_id_idx ON resource_config_scopes (last_check_build_id);
CREATE UNIQUE INDEX resource_config_scopes_resource_config_id_uniq ON resource_config_scopes (resource_config_id) WHERE (resource_id IS NULL);
CREATE UNIQUE INDEX resource_config_scopes_resource_id_resource_config_id_uniq ON resource_config_scopes (resource_id, resource_config_id) WHERE (resource_id IS NOT NULL);

CREATE TABLE resource_config_versions (
    id bigserial NOT NULL,
    version jsonb NOT NULL,
    version_md5 text,
    metadata jsonb NOT NULL DEFAULT 'null',
    check_order int NOT NULL DEFAULT 0,
    resource_config_scope_id bigint NOT NULL,
    span_context jsonb,
    version_sha256 text NOT NULL,
    CONSTRAINT resource_config_scope_id_and_version_sha256_unique UNIQUE (resource_config_scope_id, version_sha256),
    PRIMARY KEY (id)
);
CREATE INDEX resource_config_scope_id_and_version_md5_idx ON resource_config_versions (resource_config_scope_id, version_md5);
CREATE INDEX resource_config_versions_check_order_idx ON resource_config_versions (resource_config_scope_id, check_order DESC);
CREATE INDEX resource_config_versions_version ON resource_config_versions USING gin (version jsonb_path_ops) WITH (fastupdate='false');
CREATE INDEX resource_config_versions_version_md5 ON resource_config_versions (version_md5);

CREATE SEQUENCE resource_config_check_sessions_id_seq;
CREATE TABLE resource_config_check_sessions (
    id int NOT NULL DEFAULT nextval('resource_config_check_sessions_id_seq'),
    resource_config_id int,
    expires_at timestamptz,
    worker_base_resource_type_id int,
    PRIMARY KEY (id)
);
ALTER SEQUENCE resource_config_check_sessions_id_seq OWNED BY resource_config_check_sessions.id;
CREATE INDEX resource_config_check_sessions_resource_config_id ON resource_config_check_sessions (resource_config_id);
CREATE UNIQUE INDEX resource_config_check_sessions_uniq ON resource_config_check_sessions (resource_config_id, worker_base_resource_type_id);

CREATE SEQUENCE resource_caches_id_seq;
CREATE TABLE resource_caches (
    id int NOT NULL DEFAULT nextval('resource_caches_id_seq'),
    resource_config_id int,
    version jsonb NOT NULL,
    params_hash text NOT NULL,
    metadata text,
    version_digest text NOT NULL,
    PRIMARY KEY (id)
);
ALTER SEQUENCE resource_caches_id_seq OWNED BY resource_caches.id;
CREATE INDEX resource_caches_resource_config_id ON resource_caches (resource_config_id);
CREATE UNIQUE INDEX resource_caches_rsc_config_id_version_digest_params_hash_uniq ON resource_caches (resource_config_id, version_digest, params_hash);

CREATE TABLE resource_cache_uses (
    resource_cache_id int,
    build_id bigint,
    in_memory_build_id bigint,
    in_memory_build_create_time timestamptz
);
CREATE INDEX resource_cache_uses_build_id ON resource_cache_uses (build_id);
CREATE INDEX resource_cache_uses_in_memory_build_id_idx ON resource_cache_uses (in_memory_build_id, in_memory_build_create_time);
CREATE INDEX resource_cache_uses_resource_cache_id ON resource_cache_uses (resource_cache_id);
