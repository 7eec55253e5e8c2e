-- Plugins that the manager itself asks who somebody is.
create table plugin_sign_in (
  package_id text primary key references plugin_package (id),
  tenant_id text not null references tenant (id),
  plugin text not null,
  purposes text not null,         -- 'sign-in', 'enrolment'
  newcomers text not null,        -- role of people whom it brings; empty if it brings none
  settings text not null,         -- values of its form
  enabled_by text not null,
  enabled_at bigint not null,
  unique (tenant_id, plugin)
);
