-- What the gateway of 0.1.0 says to its database, in its words (Teams, ApiKeys, AuditTrail; of
-- "select *" the columns that it reads). Each statement touches a row.
insert into gateway.team (name) values (:team) returning name, created_at;

select name, created_at from gateway.team order by name;

select name, created_at from gateway.team where name = :team;

insert into gateway.api_key (id, team, name, prefix, hash, scopes, origin, expires_at) values (:id, :team, :name, :prefix, :hash, :scopes, :origin, :expires) returning id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at;

select id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at from gateway.api_key where hash = :hash;

select id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at from gateway.api_key where id = :id;

select id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at from gateway.api_key where :team::text is null or team = :team order by created_at desc, id;

update gateway.api_key set expires_at = least(coalesce(expires_at, :end), :end) where id = :id and revoked_at is null and (expires_at is null or expires_at > now()) returning id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at;

select exists (select from gateway.api_key where 'admin' = any (scopes) and revoked_at is null and (expires_at is null or expires_at > now()));

insert into gateway.api_key (id, team, name, prefix, hash, scopes, origin) values (:otherId, :team, :name, 'configured', :otherHash, :scopes, 'configured') on conflict (hash) do update set origin = 'configured', scopes = excluded.scopes, expires_at = null, revoked_at = null;

update gateway.api_key set revoked_at = coalesce(revoked_at, now()) where id = :otherId returning id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at;

insert into gateway.api_key (id, team, name, prefix, hash, scopes, origin) values (:otherId, :team, :name, 'configured', :otherHash, :scopes, 'configured') on conflict (hash) do update set origin = 'configured', scopes = excluded.scopes, expires_at = null, revoked_at = null;

insert into gateway.audit (at, request_id, key_id, team, method, path, model, plugins, steps, verdicts, prompt_tokens, completion_tokens, status, error_code, latency_ms) values (:at, :requestId, :id, :team, :method, :path, :model, :plugins, :steps, :verdicts, :promptTokens, :completionTokens, :status, :errorCode, :latency);

select id, at, request_id, key_id, team, method, path, model, plugins, steps, verdicts, prompt_tokens, completion_tokens, status, error_code, latency_ms from gateway.audit where (:team::text is null or team = :team) and at >= :from order by id desc limit :limit;

select team, coalesce(model, '') as model, count(*) as requests, sum(prompt_tokens) as prompt_tokens, sum(completion_tokens) as completion_tokens from gateway.audit where at >= :from group by team, coalesce(model, '') order by 1, 2;
