-- subject '': the team's. Otherwise the key whose calls alone use them.
alter table registry.credential add column subject text not null default '';
alter table registry.credential drop constraint credential_pkey;
alter table registry.credential add primary key (plugin_id, team, subject);

alter table registry.authorization_attempt add column subject text not null default '';
alter table registry.authorization_attempt add column begun_by text not null default '';
