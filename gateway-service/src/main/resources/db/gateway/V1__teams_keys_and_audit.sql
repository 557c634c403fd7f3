create table team (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null default now()
);

insert into team (name) values ('default');

create table api_key (
  id uuid primary key,
  team text not null references team (name),
  name text not null,
  -- What a person may be shown to tell keys apart; no part of the secret.
  prefix text not null,
  -- SHA-256 of the whole key.
  hash bytea not null unique,
  scopes text[] not null,
  -- Who made it: an administrator (issued), the configuration (configured), the first start (generated).
  origin text not null check (origin in ('issued', 'configured', 'generated')),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

create index api_key_team on api_key (team, created_at);

-- Who asked for what and what became of it; never the content.
create table audit (
  id bigint generated always as identity primary key,
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
  latency_ms integer not null
);

create index audit_at on audit (at);
create index audit_team on audit (team, at);
