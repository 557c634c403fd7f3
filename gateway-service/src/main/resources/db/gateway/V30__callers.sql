alter table api_key
  -- Written in batches, so some seconds late.
  add column last_used_at timestamptz,
  -- What the key may ask for; null: everything that its team may.
  add column models text[],
  add column plugins text[],
  add column limits jsonb not null default '{}',
  -- Null: the team's.
  add column priority text check (priority in ('low', 'normal', 'high')),
  add column version bigint not null default 1;

alter table team
  add column policy jsonb not null default '{}',
  add column version bigint not null default 1;

-- Those who came with a token of a trusted issuer, so that an id in a record can be traced back.
create table token_subject (
  id uuid primary key,
  issuer text not null,
  subject text not null,
  team text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);

create index token_subject_team on token_subject (team, last_seen_at);

-- API keys and token subjects that are refused until somebody lifts it.
create table suspension (
  id uuid primary key,
  team text not null,
  reason text not null,
  at timestamptz not null default now()
);
