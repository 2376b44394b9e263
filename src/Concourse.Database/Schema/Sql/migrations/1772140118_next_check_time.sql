-- The default is the epoch in UTC whatever the migrating session's time zone is.
ALTER TABLE resource_config_scopes ADD COLUMN next_check_time timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00';
