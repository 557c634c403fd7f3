-- What a team knows. Every row belongs to one team, and every statement names it.

-- revision counts a team's changes and puts them into an order: whoever changes something locks the
-- row first. rebuilt is the last revision that took something away or replaced it.
create table team (
  name text primary key,
  revision bigint not null default 0,
  rebuilt bigint not null default 0,
  chunks bigint not null default 0
);

-- Later arrivals of a document win over earlier ones, whichever is worked on first.
create sequence arrival;

create table job (
  id uuid primary key,
  team text not null,
  subject text not null,
  name text not null,
  total int not null,
  done int not null default 0,
  failed int not null default 0,
  withdrawn int not null default 0,
  chunks bigint not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index job_team on job (team, created_at);

create table job_failure (
  job uuid not null references job on delete cascade,
  document_id text not null,
  reason text not null
);
create index job_failure_job on job_failure (job);

-- Acknowledged documents that have not been read yet. A row goes when its document is there.
create table intake (
  arrival bigint primary key,
  job uuid not null references job on delete cascade,
  team text not null,
  subject text not null,
  document_id text not null,
  title text,
  source text,
  source_id text,
  url text,
  author text,
  created_at timestamptz,
  format text not null,
  content bytea not null
);
create index intake_team on intake (team, document_id);

-- How often the reading of a document was begun: one that ends the process is not tried for ever.
create table attempt (
  arrival bigint primary key,
  count int not null
);

create table document (
  team text not null,
  id text not null,
  arrival bigint not null,
  title text,
  source text,
  source_id text,
  url text,
  author text,
  created_at timestamptz,
  added_at timestamptz not null,
  added_by text not null,
  characters int not null,
  chunks int not null,
  primary key (team, id)
);

create table chunk (
  id bigint generated always as identity primary key,
  team text not null,
  document_id text not null,
  number int not null,
  heading text,
  text text not null,
  tokens int not null,
  revision bigint not null,
  -- 384 numbers of 4 bytes, big-endian, of length 1 together.
  vector bytea not null,
  words tsvector not null,
  foreign key (team, document_id) references document (team, id) on delete cascade
);
create unique index chunk_place on chunk (team, document_id, number);
create index chunk_revision on chunk (team, revision);
create index chunk_words on chunk using gin (words);
