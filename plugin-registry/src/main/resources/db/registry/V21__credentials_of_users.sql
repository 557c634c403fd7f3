-- Of one key for its own calls. A table of its own, since the former version writes to the team's.
create table registry.own_credential (
    plugin_id  uuid        not null references registry.plugin (id) on delete cascade,
    team       text        not null,
    subject    text        not null,
    key_id     text        not null,
    content    bytea       not null,
    changed_at timestamptz not null,
    changed_by text        not null,
    primary key (plugin_id, team, subject)
);

-- subject '': for the team. Otherwise the key whose calls alone use what comes of it.
alter table registry.authorization_attempt add column subject text not null default '';
alter table registry.authorization_attempt add column begun_by text not null default '';
