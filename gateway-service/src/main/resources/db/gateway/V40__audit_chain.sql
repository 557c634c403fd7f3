-- Audit records in chains: each carries a MAC over itself and its predecessor's. Only the gateway
-- holds the key, so whoever can write to this database can destroy records, but not unnoticed.

-- One chain for each run of a gateway, so that several write at the same time without waiting for
-- each other. Chains are numbered without gaps, and each opening covers the one before.
create table audit_chain (
  number bigint primary key,
  opened_at timestamptz not null,
  -- Tells which key seals it; no part of the key.
  key_id text not null,
  mac bytea not null
);

-- How far a chain goes; written with every batch, so that a cut end is found.
create table audit_head (
  chain bigint primary key references audit_chain (number),
  seq bigint not null,
  mac bytea not null,
  seal bytea not null
);

-- Where a chain begins after its older records were deleted when their time was over.
create table audit_checkpoint (
  chain bigint primary key references audit_chain (number),
  seq bigint not null,
  mac bytea not null,
  seal bytea not null,
  deleted_at timestamptz not null default now()
);

create table audit_record (
  chain bigint not null,
  seq bigint not null,
  -- When it was written; grows with seq within a chain, so that a month holds a run of each.
  recorded_at timestamptz not null,
  kind text not null check (kind in ('request', 'attempt', 'admin')),
  at timestamptz not null,
  request_id text not null,
  key_id uuid not null,
  team text not null,
  method text not null,
  path text not null,
  model text,
  plugins text[] not null,
  steps integer not null,
  verdicts text[] not null,
  prompt_tokens integer not null,
  completion_tokens integer not null,
  status integer not null,
  error_code text,
  -- Microseconds: all of it, and the parts that were measured.
  total_us bigint not null,
  input_us bigint not null,
  tools_us bigint not null,
  first_event_us bigint not null,
  output_us bigint not null,
  -- JSON: what an administrator changed.
  change text,
  -- Question and answer, sealed; only where the team's policy keeps them.
  content bytea,
  mac bytea not null,
  primary key (chain, seq, recorded_at)
) partition by range (recorded_at);

create index audit_record_time on audit_record (recorded_at, chain, seq);
create index audit_record_team on audit_record (team, recorded_at);
create index audit_record_request on audit_record (request_id);

-- Sums by UTC day; they outlive the records. One row for each chain, so that gateways do not wait
-- for each other here either.
create table usage_day (
  day date not null,
  team text not null,
  key_id uuid not null,
  model text not null,
  chain bigint not null,
  requests bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  primary key (day, team, key_id, model, chain)
);

-- Whether a team's questions and answers are kept; no row: they are not.
create table audit_policy (
  team text primary key references team (name),
  content boolean not null
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit records are append-only' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger append_only before update or delete on audit_record
  for each row execute function audit_is_append_only();
create trigger never_truncated before truncate on audit_record
  for each statement execute function audit_is_append_only();
create trigger append_only before update or delete on audit_chain
  for each row execute function audit_is_append_only();
create trigger never_truncated before truncate on audit_chain
  for each statement execute function audit_is_append_only();

-- The partition of a month (UTC), made if it is missing.
create function audit_month(wanted timestamptz) returns void language plpgsql as $$
declare
  first timestamp := date_trunc('month', wanted at time zone 'UTC');
  name text := 'audit_record_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('gateway.' || name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('hearth.audit.month'));
  if to_regclass('gateway.' || name) is not null then
    return;
  end if;
  execute format(
    'create table gateway.%I partition of gateway.audit_record for values from (%L) to (%L)',
    name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
  -- Triggers of statements are not inherited.
  execute format(
    'create trigger never_truncated before truncate on gateway.%I'
    ' for each statement execute function gateway.audit_is_append_only()', name);
end
$$;

-- What was recorded before there were chains: number 0, which nothing seals.
insert into audit_chain (number, opened_at, key_id, mac) values (0, now(), '', '');
do $$
declare
  month timestamptz;
begin
  for month in select distinct date_trunc('month', at at time zone 'UTC') at time zone 'UTC' from gateway.audit loop
    perform gateway.audit_month(month);
  end loop;
end
$$;
insert into audit_record
  select 0, id, at, 'request', at, request_id, key_id, team, method, path, model, plugins, steps,
    verdicts, prompt_tokens, completion_tokens, status, error_code, latency_ms * 1000::bigint,
    0, 0, 0, 0, null, null, ''
  from audit;
insert into usage_day
  select (at at time zone 'UTC')::date, team, key_id, coalesce(model, ''), 0, count(*),
    sum(prompt_tokens), sum(completion_tokens)
  from audit group by 1, 2, 3, 4;

-- While gateways are replaced one by one, those of the former version go on writing to and reading
-- from the former table: what they write is copied. A later version drops it.
create function audit_of_former_version() returns trigger language plpgsql as $$
begin
  perform gateway.audit_month(date_trunc('month', new.at at time zone 'UTC') at time zone 'UTC');
  insert into gateway.audit_record values (0, new.id, new.at, 'request', new.at, new.request_id,
    new.key_id, new.team, new.method, new.path, new.model, new.plugins, new.steps, new.verdicts,
    new.prompt_tokens, new.completion_tokens, new.status, new.error_code,
    new.latency_ms * 1000::bigint, 0, 0, 0, 0, null, null, '');
  insert into gateway.usage_day as sums values ((new.at at time zone 'UTC')::date, new.team,
    new.key_id, coalesce(new.model, ''), 0, 1, new.prompt_tokens, new.completion_tokens)
  on conflict (day, team, key_id, model, chain) do update set
    requests = sums.requests + 1,
    prompt_tokens = sums.prompt_tokens + excluded.prompt_tokens,
    completion_tokens = sums.completion_tokens + excluded.completion_tokens;
  return null;
end
$$;
create trigger copied after insert on audit for each row execute function audit_of_former_version();
