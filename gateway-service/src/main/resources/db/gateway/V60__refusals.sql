-- What is remembered of a caller's refused requests until it is too old to count: times, and
-- sketches from which no text can be read.
create table refusal (
  id bigint generated always as identity primary key,
  -- The API key or token subject.
  caller uuid not null,
  at timestamptz not null default now(),
  -- Of a text about fraud or extremism; null is the refused request itself.
  sketch bytea
);

create index refusal_caller on refusal (caller, at);
create index refusal_at on refusal (at);
