-- What an approval needs to know to stand for calls to come.
alter table registry.approval add column subject text;
alter table registry.approval add column plugin_id uuid references registry.plugin;
alter table registry.approval add column plugin_version int;
alter table registry.approval add column always_ask boolean not null default true;

-- thread null: everywhere.
create table registry.standing_approval (
  id text primary key,
  team text not null,
  subject text not null,
  thread text,
  plugin_id uuid not null references registry.plugin,
  plugin_version int not null,
  tool text not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text
);
create index standing_approval_call
  on registry.standing_approval (team, subject, plugin_id, plugin_version, tool);

create table registry.approval_policy (
  team text primary key,
  allow_always boolean not null,
  changed_at timestamptz not null,
  changed_by text not null
);

create table registry.approval_policy_event (
  id bigint generated always as identity primary key,
  team text not null,
  actor text not null,
  allow_always boolean not null,
  at timestamptz not null
);

-- A version that an administrator looked at and does not want.
alter table registry.plugin_version add column refused_at timestamptz;
alter table registry.plugin_version add column refused_by text;

-- Who may change a plugin beside administrators: the keys that are named here.
alter table registry.plugin add column owners text[] not null default '{}';
update registry.plugin set owners = array[created_by] where team is not null;

-- Other teams that see a plugin.
create table registry.plugin_share (
  plugin_id uuid not null references registry.plugin,
  team text not null,
  primary key (plugin_id, team)
);
create index plugin_share_team on registry.plugin_share (team);
