-- Devices without an agent: they speak WireGuard to one gateway, and through it to all others.
create table client (
  device_id text primary key references device (id) on delete cascade,
  gateway_id text references device (id) on delete set null
);
create index client_gateway on client (gateway_id);
