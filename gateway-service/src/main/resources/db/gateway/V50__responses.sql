-- Answers of /v1/responses that may be continued, each with the conversation that led to it. Deleted
-- when it expires, by its caller, or with its team.
create table response (
  id text primary key,
  team text not null references team (name) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- The answer as the caller read it, screened.
  body jsonb not null,
  -- The input items of its request, as they may be read again.
  input jsonb not null,
  -- The messages of the conversation as the model read them, with this answer; without instructions.
  messages jsonb not null
);

create index response_expires_at on response (expires_at);
create index response_team on response (team);
