-- Identifiers are compared with those that a cursor names, and those of reports with times in digits: by bytes,
-- as SQLite and Java do, in whatever language the database sorts.
alter table report alter column id type text collate "C";
alter table report_body alter column report_id type text collate "C";
alter table machine alter column id type text collate "C";
alter table machine alter column report_id type text collate "C";
alter table alarm alter column id type text collate "C";
alter table alarm alter column machine_id type text collate "C";
alter table device alter column id type text collate "C";
alter table network alter column id type text collate "C";
alter table site alter column id type text collate "C";
alter table device_group alter column id type text collate "C";
alter table service alter column id type text collate "C";
alter table setup_key alter column id type text collate "C";
alter table api_key alter column id type text collate "C";
alter table plugin_key alter column id type text collate "C";
alter table plugin_package alter column id type text collate "C";
