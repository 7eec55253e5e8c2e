-- Who is told of alarms.
create table webhook (
  id text primary key,
  tenant_id text not null references tenant (id),
  name text not null,
  url text not null,
  secret text not null,           -- of the HMAC; it must be known here
  level text not null,            -- least one that is told
  created_by text not null,
  created_at bigint not null,
  unique (tenant_id, name)
);

-- What is to be told still: a line goes when it was taken.
create table webhook_delivery (
  id text primary key,
  webhook_id text not null references webhook (id) on delete cascade,
  number bigint not null,         -- grows, within a webhook
  body text not null,
  attempts integer not null,
  next_at bigint not null,
  error text not null,
  created_at bigint not null,
  unique (webhook_id, number)
);
