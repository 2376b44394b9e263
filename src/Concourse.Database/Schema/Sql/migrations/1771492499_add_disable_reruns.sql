ALTER TABLE jobs ADD COLUMN disable_reruns bool NOT NULL DEFAULT false;
