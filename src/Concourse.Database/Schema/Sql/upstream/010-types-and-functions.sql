-- Enumerations, stand-alone sequences and the functions that triggers and queries call.

CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TYPE build_status AS ENUM ('pending', 'started', 'aborted', 'succeeded', 'failed', 'errored');
CREATE TYPE container_stage AS ENUM ('check', 'get', 'run');
CREATE TYPE container_state AS ENUM ('creating', 'created', 'destroying', 'failed');
CREATE TYPE volume_state AS ENUM ('creating', 'created', 'destroying', 'failed');
CREATE TYPE worker_state AS ENUM ('running', 'stalled', 'landing', 'landed', 'retiring');

-- Versions of pipeline configurations, unique over the whole installation.
CREATE SEQUENCE config_version_seq;
-- Names of one-off builds.
CREATE SEQUENCE one_off_name;

-- An object as it is, anything else as the empty object, so that callers may always merge or index it.
CREATE FUNCTION jsonb_coalesce_empty(value jsonb) RETURNS jsonb
    LANGUAGE sql
    RETURN CASE WHEN jsonb_typeof(value) = 'object' THEN value ELSE '{}'::jsonb END;

-- Notifies the channel of its first argument about a changed row; the other arguments name the
-- columns whose values (as text) the listeners need.
CREATE FUNCTION notify_trigger() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    changed_row jsonb;
    payload_columns jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        changed_row := to_jsonb(OLD);
    ELSE
        changed_row := to_jsonb(NEW);
    END IF;

    SELECT jsonb_object_agg(wanted, changed_row ->> wanted)
      INTO payload_columns
      FROM unnest(TG_ARGV[1:]) AS wanted;

    PERFORM pg_notify(TG_ARGV[0], json_build_object('operation', TG_OP, 'data', payload_columns)::text);
    RETURN NULL;
END
$$;

-- Every team has its own table for the events of one-off builds.
CREATE FUNCTION on_team_insert() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    events text := 'team_build_events_' || NEW.id;
BEGIN
    EXECUTE format('CREATE TABLE %I () INHERITS (build_events)', events);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (build_id, event_id)', events || '_build_id_event_id', events);
    RETURN NULL;
END
$$;

CREATE FUNCTION on_team_delete() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS %I', 'team_build_events_' || OLD.id);
    RETURN NULL;
END
$$;

-- Every pipeline has its own table for the events of its jobs' builds. The column build_id_old is
-- indexed too, because builds that are older than 64-bit ids are still read by it.
CREATE FUNCTION on_pipeline_insert() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    events text := 'pipeline_build_events_' || NEW.id;
BEGIN
    EXECUTE format('CREATE TABLE %I () INHERITS (build_events)', events);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (build_id, event_id)', events || '_build_id_event_id', events);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (build_id_old, event_id)', events || '_build_id_old_event_id', events);
    RETURN NULL;
END
$$;

-- Dropping the event table needs an exclusive lock, so the reaper does it later.
CREATE FUNCTION on_pipeline_delete() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deleted_pipelines (id) VALUES (OLD.id);
    RETURN NULL;
END
$$;

-- A cache stays usable for builds that started before its worker's resource type changed.
CREATE FUNCTION worker_resource_caches_fkey_trigger_function() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE worker_resource_caches SET invalid_since = now() WHERE id = NEW.id;
    RETURN NULL;
END
$$;
