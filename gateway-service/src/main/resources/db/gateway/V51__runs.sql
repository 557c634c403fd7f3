-- Longer work. What happened is in run_event, in order and never changed; the columns here are what is
-- needed to find the next run to work on and to keep two gateways from working on the same one.
create table run (
  id text primary key,
  team text not null references team (name) on delete cascade,
  -- On whose behalf: the key that asked for it, and what that key may do.
  key_id uuid not null,
  scopes text[] not null,
  idempotency_key text,
  request_hash text not null,
  status text not null check (status in
    ('queued', 'running', 'requires_action', 'completed', 'incomplete', 'failed', 'cancelled')),
  cancel_requested boolean not null default false,
  created_at timestamptz not null default now(),
  queued_at timestamptz not null default now(),
  -- When what the run waits for can no longer be decided.
  action_expires_at timestamptz,
  -- Which gateway works on it, and until when that is taken for granted.
  owner uuid,
  lease_until timestamptz,
  last_event integer not null default 0,
  unique (team, idempotency_key)
);

create index run_team on run (team, created_at desc);
create index run_open on run (status, queued_at) where status in ('queued', 'running', 'requires_action');

create table run_event (
  run_id text not null references run (id) on delete cascade,
  number integer not null,
  at timestamptz not null,
  event jsonb not null,
  primary key (run_id, number)
);
