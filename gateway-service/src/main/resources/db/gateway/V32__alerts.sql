-- Requests of one caller that look like misuse; no content.
create table alert (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  kind text not null check (kind in ('repeated_refusals', 'similar_texts')),
  -- The API key or token subject.
  subject uuid not null,
  team text not null,
  request_id text not null,
  categories text[] not null,
  -- How many refusals, or how many texts alike.
  occurrences integer not null,
  suspended boolean not null,
  closed_at timestamptz
);

create index alert_at on alert (at);
