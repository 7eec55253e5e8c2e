-- People who sign in. "user" is a word of SQL.

create table person (
  id text primary key,
  tenant_id text not null references tenant (id),
  name text not null,
  email text not null,            -- empty if not known
  role text not null,
  password_hash text not null,    -- empty if there is none
  code_secret text not null,      -- of the second factor, empty if there is none
  code_step bigint not null,      -- of the code that was used last
  issuer text not null,           -- of an OpenID provider, empty if there is none
  subject text not null,
  created_by text not null,
  created_at bigint not null,
  signed_in_at bigint not null,   -- 0 for never
  disabled_at bigint not null,    -- 0 if not
  unique (tenant_id, name)
);
create unique index person_identity on person (tenant_id, issuer, subject) where issuer <> '';

-- Links by which a person sets a password: the first one, or a new one.
create table invitation (
  token_hash text primary key,
  person_id text not null references person (id) on delete cascade,
  created_by text not null,
  expires_at bigint not null
);
create index invitation_person on invitation (person_id);

-- Browsers that are signed in. The cookie has what this is the hash of.
create table session (
  token_hash text primary key,
  person_id text not null references person (id) on delete cascade,
  stage text not null,            -- 'open', or 'code' while the second factor is missing
  created_at bigint not null,
  used_at bigint not null,
  address text not null,
  agent text not null
);
create index session_person on session (person_id, used_at);
create index session_age on session (used_at);

-- The device authorization grant [RFC 8628]: programs that wait for a person.
create table device_grant (
  device_code_hash text primary key,
  user_code text not null unique,
  client text not null,
  address text not null,
  address_key text not null,      -- of IPv6 the network
  created_at bigint not null,
  expires_at bigint not null,
  polled_at bigint not null,
  interval_s bigint not null,
  state text not null,            -- 'pending', 'approved', 'denied'
  person_id text references person (id) on delete cascade
);
create index device_grant_age on device_grant (expires_at);

-- Programs that a person lets act for them. A refresh token has two parts: the first is the same
-- from sign-in to the end, the second is new each time, so that an old one is known when it comes again.
create table program (
  id text primary key,
  person_id text not null references person (id) on delete cascade,
  client text not null,
  address text not null,
  chain_hash text not null unique,
  refresh_hash text not null,
  access_hash text not null unique,
  access_expires_at bigint not null,
  created_at bigint not null,
  used_at bigint not null,        -- when its tokens were made
  expires_at bigint not null
);
create index program_person on program (person_id);
create index program_age on program (expires_at);
