-- What the plugin-registry of 0.1.0 says to its database, in its words (Catalog, Approvals, Vault,
-- Allowances, Idempotency). Each statement touches a row.
insert into registry.plugin (id, team, name, version, live_version, created_at, created_by)
values (:plugin, :team, :name, :version, :version, :now, :subject);

insert into registry.plugin_version (plugin_id, version, content_hash, manifest,
  manifest_url, document, document_url, logo, summary, findings, created_at, created_by)
values (:plugin, :version, :contentHash, :manifest, :manifestUrl, :document, :documentUrl, :logo,
  cast(:summary as json), cast(:findings as json), :now, :subject);

insert into registry.tool (plugin_id, version, position, name, draft)
values (:plugin, :version, :position, :name, cast(:draft as json));

insert into registry.plugin_team (plugin_id, team, enabled, changed_at, changed_by)
values (:plugin, :team, :enabled, :now, :subject)
on conflict (plugin_id, team) do update
set enabled = excluded.enabled, changed_at = excluded.changed_at, changed_by = excluded.changed_by;

insert into registry.plugin_event (plugin_id, version, team, actor, action, detail, at)
values (:plugin, :version, :team, :subject, :action, :detail, :now);

select p.id, p.version, p.live_version, v.content_hash, l.content_hash as live_hash
from registry.plugin p
join registry.plugin_version v on v.plugin_id = p.id and v.version = p.version
join registry.plugin_version l on l.plugin_id = p.id and l.version = p.live_version
where p.removed_at is null and coalesce(p.team, '') = :team and lower(p.name) = :name;

select version, created_at, content_hash from registry.plugin_version
where plugin_id = :plugin order by version desc;

select summary, findings, manifest_url, created_at from registry.plugin_version
where plugin_id = :plugin and version = :version;

select draft from registry.tool where plugin_id = :plugin and version = :version order by position;

select at, version, team, actor, action, detail from registry.plugin_event
where plugin_id = :plugin and (team = :team or team is null) order by id desc limit 500;

select revision from registry.plugin where id = :plugin for update;

update registry.plugin set version = :version, revision = revision + 1,
  live_version = case when :live then :version else live_version end
where id = :plugin;

insert into registry.approval (id, team, conversation, plugin, tool, arguments, arguments_hash,
  state, created_at, expires_at)
values (:approval, :team, :conversation, :name, :name, cast(:arguments as json), :contentHash,
  'pending', :now, :expires);

update registry.approval set state = :state, decided_at = :now, decided_by = :subject
where id = :approval;

update registry.approval set state = 'used', used_at = :now where id = :approval and state = 'approved';

insert into registry.credential (plugin_id, team, key_id, content, changed_at, changed_by)
values (:plugin, :team, :key, :document, :now, :subject)
on conflict (plugin_id, team) do update
set key_id = excluded.key_id, content = excluded.content, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by;

select key_id, content, changed_at, changed_by from registry.credential
where plugin_id = :plugin and team = :team;

insert into registry.authorization_attempt (state_hash, plugin_id, team, key_id, content, expires_at)
values (:contentHash, :plugin, :team, :key, :document, :expires);

delete from registry.authorization_attempt
where state_hash = :contentHash and plugin_id = :plugin and team = :team and expires_at > :now
returning key_id, content;

delete from registry.credential where plugin_id = :plugin and team = :team;

insert into registry.team_egress (team, allow, revision, changed_at, changed_by)
values (:team, cast(:allow as json), :revision, :now, :subject)
on conflict (team) do update
set allow = excluded.allow, revision = excluded.revision, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by;

select allow, revision from registry.team_egress where team = :team;

insert into registry.egress_event (team, actor, before, after, at)
values (:team, :subject, cast(:allow as json), cast(:allow as json), :now);

insert into registry.idempotent_request (team, key, request_hash, created_at)
values (:team, :key, :contentHash, :now) on conflict do nothing;

update registry.idempotent_request
set status = :status, body = :body, etag = :etag, location = :location
where team = :team and key = :key;

select request_hash, coalesce(status, 0) as status, body, etag, location
from registry.idempotent_request where team = :team and key = :key;

delete from registry.idempotent_request where team = :team and key = :key;
