-- What became of each wish. An observed one is no wish: it keeps what was so before the next one.
alter table desired add column outcome text not null default 'pending';
alter table desired add column reason text not null default '';
alter table desired add column errors text not null default '[]';
alter table desired add column answered bigint not null default 0;
alter table desired add column observed integer not null default 0;
update desired set observed = 1, outcome = 'applied' where note = 'as it was';
update desired set outcome = 'superseded' where observed = 0 and revision <
  (select max(newer.revision) from desired newer where newer.device_id = desired.device_id);
