-- What the migrations make of an empty SQLite file. `python3 -m tests.schemas` writes it anew.

CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE team (
  "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  created BIGINT NOT NULL,
  utc_offset INTEGER NOT NULL,
  news INTEGER NOT NULL, days_off VARCHAR NOT NULL DEFAULT '',
  UNIQUE (id)
);
CREATE TABLE member (
  "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR NOT NULL,
  team INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  folded VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  joined BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  parameters VARCHAR NOT NULL, retention FLOAT NOT NULL DEFAULT 0.9, voids VARCHAR NOT NULL DEFAULT '{}', shared VARCHAR NOT NULL DEFAULT '[]', plans VARCHAR NOT NULL DEFAULT '{}',
  UNIQUE (team, folded),
  UNIQUE (id),
  FOREIGN KEY(team) REFERENCES team ("key") ON DELETE CASCADE
);
CREATE TABLE device (
  "key" INTEGER NOT NULL,
  member INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  token VARCHAR NOT NULL,
  joined_day INTEGER NOT NULL,
  used_day INTEGER NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (member, id),
  FOREIGN KEY(member) REFERENCES member ("key") ON DELETE CASCADE,
  UNIQUE (token)
);
CREATE TABLE invite (
  "key" INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  team INTEGER NOT NULL,
  member INTEGER,
  code VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  uses_left INTEGER NOT NULL,
  expires BIGINT NOT NULL,
  "by" VARCHAR NOT NULL, device BIGINT REFERENCES device (key) ON DELETE CASCADE,
  PRIMARY KEY ("key"),
  FOREIGN KEY(team) REFERENCES team ("key") ON DELETE CASCADE,
  FOREIGN KEY(member) REFERENCES member ("key") ON DELETE CASCADE,
  UNIQUE (code)
);
CREATE TABLE event (
  member INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  card VARCHAR NOT NULL,
  known INTEGER NOT NULL,
  ahead INTEGER NOT NULL,
  body TEXT NOT NULL, via VARCHAR NOT NULL DEFAULT '',
  PRIMARY KEY (member, seq),
  FOREIGN KEY(member) REFERENCES member ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE TABLE deck (
  "key" INTEGER NOT NULL,
  team INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  text TEXT NOT NULL,
  outline TEXT NOT NULL, counted TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY ("key"),
  UNIQUE (team, id),
  FOREIGN KEY(team) REFERENCES team ("key") ON DELETE CASCADE
);
CREATE TABLE assignment (
  "key" INTEGER NOT NULL,
  team INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  decks VARCHAR NOT NULL,
  everyone INTEGER NOT NULL,
  due INTEGER,
  goal FLOAT NOT NULL,
  note VARCHAR NOT NULL,
  created INTEGER NOT NULL,
  "by" VARCHAR NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (team, id),
  FOREIGN KEY(team) REFERENCES team ("key") ON DELETE CASCADE
);
CREATE TABLE assignee (
  assignment INTEGER NOT NULL,
  member INTEGER NOT NULL,
  PRIMARY KEY (assignment, member),
  FOREIGN KEY(assignment) REFERENCES assignment ("key") ON DELETE CASCADE,
  FOREIGN KEY(member) REFERENCES member ("key") ON DELETE CASCADE
);
CREATE TABLE memories (
  member INTEGER NOT NULL,
  deck VARCHAR NOT NULL,
  names VARCHAR NOT NULL,
  shape VARCHAR NOT NULL,
  scheduler VARCHAR NOT NULL,
  states TEXT NOT NULL,
  known BLOB NOT NULL,
  last_day INTEGER,
  mixups TEXT NOT NULL, shown BLOB DEFAULT '' NOT NULL, shown_shape VARCHAR NOT NULL DEFAULT '', shown_last INTEGER, shown_day INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (member, deck),
  FOREIGN KEY(member) REFERENCES member ("key") ON DELETE CASCADE
);
CREATE TABLE audit (
  "key" INTEGER NOT NULL,
  team INTEGER NOT NULL,
  at BIGINT NOT NULL,
  "by" VARCHAR NOT NULL,
  did VARCHAR NOT NULL,
  about VARCHAR,
  params VARCHAR NOT NULL,
  PRIMARY KEY ("key"),
  FOREIGN KEY(team) REFERENCES team ("key") ON DELETE CASCADE
);
CREATE TABLE result (
  assignment INTEGER NOT NULL,
  member INTEGER NOT NULL,
  deck VARCHAR NOT NULL,
  due INTEGER NOT NULL,
  ready FLOAT NOT NULL,
  stale INTEGER,
  final INTEGER,
  PRIMARY KEY (assignment, member, deck),
  FOREIGN KEY(assignment) REFERENCES assignment ("key") ON DELETE CASCADE,
  FOREIGN KEY(member) REFERENCES member ("key") ON DELETE CASCADE
);
CREATE INDEX event_card ON event (member, card);
CREATE UNIQUE INDEX event_id ON event (member, id);
CREATE INDEX ix_assignee_member ON assignee (member);
CREATE INDEX ix_audit_team ON audit (team);
CREATE INDEX ix_invite_device ON invite (device);
CREATE INDEX ix_invite_member ON invite (member);
CREATE INDEX ix_invite_team ON invite (team);
CREATE INDEX ix_result_member ON result (member);
INSERT INTO alembic_version (version_num) VALUES ('h0007');
