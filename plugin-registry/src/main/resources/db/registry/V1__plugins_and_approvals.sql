-- team null: owned by the platform and visible to every team.
create table registry.plugin (
  id uuid primary key,
  team text,
  name text not null,
  version int not null,
  revision bigint not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  removed_at timestamptz,
  removed_by text
);

create unique index plugin_name on registry.plugin (coalesce(team, ''), lower(name)) where removed_at is null;

create table registry.plugin_version (
  plugin_id uuid not null references registry.plugin,
  version int not null,
  content_hash text not null,
  manifest bytea,
  manifest_url text,
  document bytea not null,
  document_url text,
  logo bytea,
  summary json not null,
  findings json not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (plugin_id, version)
);

create table registry.tool (
  plugin_id uuid not null,
  version int not null,
  position int not null,
  name text not null,
  draft json not null,
  primary key (plugin_id, version, position),
  unique (plugin_id, version, name),
  foreign key (plugin_id, version) references registry.plugin_version
);

-- Without a row a team has the plugin enabled.
create table registry.plugin_team (
  plugin_id uuid not null references registry.plugin,
  team text not null,
  enabled boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (plugin_id, team)
);

create table registry.plugin_event (
  id bigint generated always as identity primary key,
  plugin_id uuid not null references registry.plugin,
  version int,
  team text,
  actor text not null,
  action text not null,
  at timestamptz not null
);

create table registry.approval (
  id text primary key,
  team text not null,
  conversation text not null,
  plugin text not null,
  tool text not null,
  arguments json not null,
  arguments_hash text not null,
  state text not null check (state in ('pending', 'approved', 'refused', 'used')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  used_at timestamptz
);

create index approval_conversation on registry.approval (team, conversation, plugin, tool, arguments_hash);
create index approval_expiry on registry.approval (expires_at);
