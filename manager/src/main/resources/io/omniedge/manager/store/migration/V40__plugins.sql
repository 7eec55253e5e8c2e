-- Whose plugins a tenant takes.
create table plugin_key (
  id text primary key,
  tenant_id text not null references tenant (id),
  name text not null,
  public_key text not null,       -- Ed25519, base64url
  ids text not null,              -- of the plugins it may sign; a star at the end stands for the rest
  types text not null,            -- likewise; empty for all
  created_by text not null,
  created_at bigint not null,
  unique (tenant_id, name),
  unique (tenant_id, public_key)
);

create table plugin_package (
  id text primary key,
  tenant_id text not null references tenant (id),
  sha256 text not null,
  plugin text not null,           -- identifier from the manifest
  version text not null,
  kind text not null,             -- one of the seven types
  name text not null,
  required text not null,         -- capabilities
  optional text not null,
  hosts text not null,            -- that it may send requests to
  size bigint not null,
  key_id text references plugin_key (id),  -- that signed it; null if it is not signed
  uploaded_by text not null,
  uploaded_at bigint not null,
  unique (tenant_id, sha256),
  unique (tenant_id, plugin, version)
);
create index plugin_package_tenant on plugin_package (tenant_id, id);

-- By itself, so that a list does not read it. SQLite takes any name of a type, PostgreSQL this one.
create table plugin_module (
  package_id text primary key references plugin_package (id) on delete cascade,
  bytes bytea not null
);

-- The highest version that was ever there: what is older comes back only by hand.
create table plugin_version (
  tenant_id text not null references tenant (id),
  plugin text not null,
  version text not null,
  primary key (tenant_id, plugin)
);

-- What devices told of their plugins; counters are kept in memory.
create table device_plugin (
  device_id text not null references device (id) on delete cascade,
  position integer not null,
  sha256 text not null,           -- empty if the device does not know it
  document text not null,
  primary key (device_id, position)
);
create index device_plugin_package on device_plugin (sha256);

alter table tenant add column takes_unsigned_plugins integer not null default 0;
