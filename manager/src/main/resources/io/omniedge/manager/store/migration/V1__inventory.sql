-- The SQL that SQLite and PostgreSQL have in common. Times are milliseconds since 1970 unless the
-- name ends in _s; flags are 0 and 1; lists and documents are JSON texts.

create table tenant (
  id text primary key,
  name text not null unique,
  created_at bigint not null
);

create table network (
  id text primary key,
  tenant_id text not null references tenant (id),
  name text not null,
  domain text not null,
  ipv4 text not null,
  ipv6 text not null,
  next_address bigint not null,   -- index of the first address that nobody had yet
  revision bigint not null,       -- grows with every change of the network
  policy text not null,
  policy_revision bigint not null,
  created_at bigint not null,
  unique (tenant_id, name)
);

create table policy (
  network_id text not null references network (id) on delete cascade,
  revision bigint not null,
  document text not null,
  author text not null,
  created_at bigint not null,
  primary key (network_id, revision)
);

create table site (
  id text primary key,
  tenant_id text not null references tenant (id),
  network_id text not null references network (id) on delete cascade,
  name text not null,
  description text not null,
  gateway_id text,                -- the device that serves its networks
  prefixes text not null,
  hosts text not null,            -- {name: address}
  unique (network_id, name)
);

create table device_group (
  id text primary key,
  tenant_id text not null references tenant (id),
  network_id text not null references network (id) on delete cascade,
  name text not null,
  description text not null,
  unique (network_id, name)
);

create table service (
  id text primary key,
  tenant_id text not null references tenant (id),
  network_id text not null references network (id) on delete cascade,
  name text not null,
  description text not null,
  target text not null,           -- device:NAME, site:NAME or an address
  protocol text not null,
  ports text not null,
  unique (network_id, name)
);

create table setup_key (
  id text primary key,
  tenant_id text not null references tenant (id),
  network_id text not null references network (id) on delete cascade,
  name text not null,
  secret_hash text not null unique,
  auto_approve integer not null,
  ephemeral integer not null,
  max_uses bigint not null,       -- 0 for any number
  uses bigint not null,
  expires_at bigint not null,     -- 0 for never
  sources text not null,          -- prefixes it may be used from; empty for anywhere
  tags text not null,
  groups text not null,
  site_id text,
  created_by text not null,
  created_at bigint not null,
  revoked_at bigint not null      -- 0 if it is not
);
create index setup_key_network on setup_key (network_id, id);

create table device (
  id text primary key,
  tenant_id text not null references tenant (id),
  network_id text not null references network (id) on delete cascade,
  name text not null,
  description text not null,
  identity text not null unique,
  wireguard_key text not null,
  membership text not null,
  reason text not null,           -- why it is in quarantine
  address bigint not null,        -- index in the network's prefixes
  tags text not null,
  groups text not null,
  site_id text,                   -- where it stands
  endpoints text not null,
  offered_routes text not null,
  approved_routes text not null,
  serial text not null,
  key_generation bigint not null,
  boot text not null,
  ephemeral integer not null,
  setup_key_id text not null,
  certificate_serial text not null,
  certificate_expires_at bigint not null,
  map_epoch bigint not null,      -- of the last map that was made for it
  map_issued_at_s bigint not null,
  map_hash text not null,
  last_seen_at bigint not null,
  versions text not null,
  created_at bigint not null,
  unique (network_id, name)
);
create index device_tenant on device (tenant_id, id);
create index device_network on device (network_id, id);
create unique index device_wireguard_key on device (network_id, wireguard_key);

create table released_address (
  network_id text not null references network (id) on delete cascade,
  address bigint not null,
  released_at bigint not null,
  primary key (network_id, address)
);

create table desired (
  device_id text not null references device (id) on delete cascade,
  revision bigint not null,
  document text not null,
  confirm_seconds integer not null,
  author text not null,
  note text not null,
  created_at bigint not null,
  primary key (device_id, revision)
);

create table reported (
  device_id text primary key references device (id) on delete cascade,
  document text not null,
  received_at bigint not null
);

create table forms (
  device_id text primary key references device (id) on delete cascade,
  document text not null,
  received_at bigint not null
);

create table command (
  id text primary key,
  tenant_id text not null references tenant (id),
  device_id text not null references device (id) on delete cascade,
  name text not null,
  arguments text not null,
  author text not null,
  issued_at bigint not null,
  expires_at bigint not null,
  answered_at bigint not null,    -- 0 if there is no answer yet
  ok integer not null,
  result text not null
);
create index command_device on command (device_id, issued_at);

create table api_key (
  id text primary key,
  tenant_id text not null references tenant (id),
  name text not null,
  role text not null,
  secret_hash text not null unique,
  created_by text not null,
  created_at bigint not null,
  expires_at bigint not null,     -- 0 for never
  revoked_at bigint not null      -- 0 if it is not
);
create index api_key_tenant on api_key (tenant_id, id);

create table idempotency (
  tenant_id text not null references tenant (id),
  principal text not null,
  idempotency_key text not null,
  request_hash text not null,
  status integer not null,        -- 0 while it is being done
  location text not null,
  body text not null,
  created_at bigint not null,
  primary key (tenant_id, principal, idempotency_key)
);
create index idempotency_age on idempotency (created_at);

create table audit (
  tenant_id text not null references tenant (id),
  seq bigint not null,
  at bigint not null,
  actor text not null,
  action text not null,
  target text not null,
  details text not null,
  hash text not null,
  primary key (tenant_id, seq)
);

create table audit_head (
  tenant_id text primary key references tenant (id),
  seq bigint not null,
  hash text not null
);
