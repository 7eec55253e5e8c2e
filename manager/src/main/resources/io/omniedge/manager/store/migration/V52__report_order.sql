-- The place of a machine's newest report in what its gateway sends: clocks do not tell.
alter table machine add column stream text not null default '';
alter table machine add column sequence bigint not null default 0;
update machine set
  stream = coalesce((select r.stream from report r where r.id = machine.report_id), ''),
  sequence = coalesce((select r.sequence from report r where r.id = machine.report_id), 0);

-- The stream that a gateway is at, and the one before.
create table report_stream (
  device_id text primary key references device (id) on delete cascade,
  stream text not null,
  replaced text not null,
  since bigint not null           -- by the manager's clock
);

-- The worst level of the occurrence so far.
alter table alarm add column worst text not null default '';
update alarm set worst = level;

-- Whoever has too much gives its oldest.
create index report_received on report (tenant_id, device_id, received_at);

-- When it was found that it will never be taken; 0 while it waits.
alter table webhook_delivery add column failed_at bigint not null default 0;
