-- What devices reported of machines. A report outlives its device: it is kept for as long as reports are.
create table report (
  id text primary key,            -- in the order of time
  tenant_id text not null references tenant (id),
  device_id text not null,
  stream text not null,
  sequence bigint not null,
  kind text not null,
  at bigint not null,
  received_at bigint not null,
  historical integer not null,
  content_type text not null,
  size bigint not null,
  signature text not null,        -- detached JWS of the body
  signer text not null,           -- Ed25519, base64url
  type text not null,             -- from here on what the document says, for questions; else empty
  asset text not null,
  point text not null,
  level text not null,
  zone text not null,
  unique (device_id, stream, sequence)
);
create index report_tenant on report (tenant_id, id);
create index report_point on report (tenant_id, asset, point, id);
create index report_level on report (tenant_id, level, id);

-- By itself, so that a list does not read it.
create table report_body (
  report_id text primary key references report (id) on delete cascade,
  bytes bytea not null
);

-- Reports that will never be kept, and why.
create table report_refused (
  device_id text primary key references device (id) on delete cascade,
  count bigint not null,
  reason text not null,
  at bigint not null
);

-- A measuring point as its newest report shows it.
create table machine (
  id text primary key,
  tenant_id text not null references tenant (id),
  device_id text not null,
  asset text not null,
  point text not null,
  report_id text not null,
  at bigint not null,
  level text not null,
  zone text not null,
  since bigint not null,          -- the level is so
  unique (device_id, asset, point)
);
create index machine_tenant on machine (tenant_id, id);

create table alarm (
  id text primary key,
  tenant_id text not null references tenant (id),
  machine_id text not null references machine (id) on delete cascade,
  name text not null,
  criterion text not null,
  level text not null,
  state text not null,            -- as the gateway has it
  occurrence bigint not null,
  since bigint not null,
  changed_at bigint not null,
  report_id text not null,
  acknowledged_by text not null,  -- here; empty for nobody
  acknowledged_at bigint not null,
  unique (machine_id, name)
);
create index alarm_tenant on alarm (tenant_id, id);
