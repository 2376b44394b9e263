-- Triggers: events of workers and containers for other nodes, the event tables of teams and
-- pipelines, and the time at which a worker's resource cache became invalid.

CREATE TRIGGER containers_insert_or_delete_trigger
    AFTER INSERT OR DELETE ON containers
    FOR EACH ROW
    EXECUTE FUNCTION notify_trigger('container_events_channel', 'id', 'worker_name', 'build_id');

CREATE TRIGGER deleted_pipelines_insert_trigger
    AFTER DELETE ON pipelines
    FOR EACH ROW
    EXECUTE FUNCTION on_pipeline_delete();

CREATE TRIGGER pipeline_build_events_insert_trigger
    AFTER INSERT ON pipelines
    FOR EACH ROW
    EXECUTE FUNCTION on_pipeline_insert();

CREATE TRIGGER team_build_events_delete_trigger
    AFTER DELETE ON teams
    FOR EACH ROW
    EXECUTE FUNCTION on_team_delete();

CREATE TRIGGER team_build_events_insert_trigger
    AFTER INSERT ON teams
    FOR EACH ROW
    EXECUTE FUNCTION on_team_insert();

CREATE TRIGGER worker_resource_caches_fkey_trigger
    AFTER UPDATE ON worker_resource_caches
    FOR EACH ROW WHEN (((old.worker_base_resource_type_id IS NOT NULL) AND (new.worker_base_resource_type_id IS NULL)))
    EXECUTE FUNCTION worker_resource_caches_fkey_trigger_function();

CREATE TRIGGER workers_upsert_or_delete_trigger
    AFTER INSERT OR DELETE OR UPDATE ON workers
    FOR EACH ROW
    EXECUTE FUNCTION notify_trigger('worker_events_channel', 'name');
