-- What a team calls a plugin with. content is sealed (AES-GCM, bound to plugin and team).
create table registry.credential (
  plugin_id uuid not null references registry.plugin,
  team text not null,
  key_id text not null,
  content bytea not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (plugin_id, team)
);

-- Consents that somebody was sent to give; the verifier (RFC 7636) is sealed like a credential.
create table registry.authorization_attempt (
  state_hash text primary key,
  plugin_id uuid not null references registry.plugin,
  team text not null,
  key_id text not null,
  content bytea not null,
  expires_at timestamptz not null
);
create index authorization_attempt_expiry on registry.authorization_attempt (expires_at);

-- The version that models see; plugin.version is the latest. Null: none is approved yet.
alter table registry.plugin add column live_version int;
update registry.plugin set live_version = version;

alter table registry.plugin_event add column detail text;

-- The answer to a request with an Idempotency-Key, for as long as it may be repeated.
create table registry.idempotent_request (
  team text not null,
  key text not null,
  request_hash text not null,
  status int,
  body text,
  etag text,
  location text,
  created_at timestamptz not null,
  primary key (team, key)
);

-- Internal origins and ranges that one team's plugins may call.
create table registry.team_egress (
  team text primary key,
  allow json not null,
  revision bigint not null default 1,
  changed_at timestamptz not null,
  changed_by text not null
);

create table registry.egress_event (
  id bigint generated always as identity primary key,
  team text not null,
  actor text not null,
  before json not null,
  after json not null,
  at timestamptz not null
);
