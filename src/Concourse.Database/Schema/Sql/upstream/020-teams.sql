-- Teams, users, tokens and what belongs to the installation as a whole.

CREATE SEQUENCE teams_id_seq;
CREATE TABLE teams (
    id int NOT NULL DEFAULT nextval('teams_id_seq'),
    name text NOT NULL,
    admin bool DEFAULT false,
    legacy_auth text,
    nonce text,
    auth text,
    CONSTRAINT constraint_teams_name_not_empty CHECK ((length(name) > 0)),
    PRIMARY KEY (id)
);
ALTER SEQUENCE teams_id_seq OWNED BY teams.id;
CREATE UNIQUE INDEX index_teams_name_unique_case_insensitive ON teams (lower(name));

CREATE TABLE users (
    id serial NOT NULL,
    sub text NOT NULL,
    username text NOT NULL,
    connector text NOT NULL,
    last_login timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_unique UNIQUE (sub),
    PRIMARY KEY (id)
);

CREATE TABLE access_tokens (
    token text NOT NULL,
    sub text NOT NULL,
    claims jsonb,
    expires_at timestamptz,
    PRIMARY KEY (token)
);

CREATE TABLE signing_keys (
    kid text NOT NULL,
    kty text NOT NULL,
    jwk json NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kid)
);

CREATE TABLE cert_cache (
    domain text NOT NULL,
    cert text NOT NULL,
    nonce text,
    PRIMARY KEY (domain)
);

CREATE TABLE wall (
    message text NOT NULL,
    expires_at timestamptz
);

CREATE TABLE components (
    id serial NOT NULL,
    name text NOT NULL,
    interval text NOT NULL,
    last_ran timestamptz,
    paused bool DEFAULT false,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX components_name_key ON components (name);
