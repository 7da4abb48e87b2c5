-- What the migrations make of an empty SQLite file. `python3 -m tests.schemas` writes it anew.

CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE event (
  seq INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  learner VARCHAR NOT NULL,
  device VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  card VARCHAR NOT NULL,
  rating INTEGER,
  at BIGINT NOT NULL,
  utc_offset INTEGER NOT NULL,
  local_day INTEGER NOT NULL,
  took_ms INTEGER,
  source VARCHAR NOT NULL,
  undoes VARCHAR,
  data VARCHAR, via VARCHAR,
  PRIMARY KEY (seq),
  UNIQUE (id)
);
CREATE TABLE card_state (
  learner VARCHAR NOT NULL,
  card VARCHAR NOT NULL,
  stability FLOAT,
  difficulty FLOAT,
  due_day INTEGER,
  first_day INTEGER,
  last_day INTEGER,
  last_rating INTEGER,
  reps INTEGER NOT NULL,
  lapses INTEGER NOT NULL,
  days_recalled INTEGER NOT NULL,
  last_recalled INTEGER,
  suspended INTEGER NOT NULL,
  buried_day INTEGER,
  flag VARCHAR,
  placed INTEGER NOT NULL,
  summoned INTEGER,
  upto VARCHAR NOT NULL,
  PRIMARY KEY (learner, card)
)
 WITHOUT ROWID;
CREATE TABLE deck_file (
  path VARCHAR NOT NULL,
  deck VARCHAR,
  own INTEGER NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns BIGINT NOT NULL,
  digest VARCHAR NOT NULL,
  reader VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  summary VARCHAR,
  language VARCHAR NOT NULL,
  "after" VARCHAR NOT NULL,
  problems VARCHAR NOT NULL, formerly VARCHAR DEFAULT '[]' NOT NULL,
  PRIMARY KEY (path)
);
CREATE TABLE note (
  ref VARCHAR NOT NULL,
  deck VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  line INTEGER NOT NULL,
  position INTEGER NOT NULL,
  term VARCHAR NOT NULL,
  "after" VARCHAR NOT NULL,
  questions INTEGER NOT NULL,
  body VARCHAR NOT NULL,
  PRIMARY KEY (ref)
);
CREATE TABLE card (
  "key" INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  deck VARCHAR NOT NULL,
  note VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  face_order INTEGER NOT NULL,
  texts VARCHAR NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (id)
);
CREATE TABLE alias (
  old VARCHAR NOT NULL,
  new VARCHAR NOT NULL,
  PRIMARY KEY (old)
);
CREATE TABLE learner (
  name VARCHAR NOT NULL,
  created BIGINT NOT NULL,
  used BIGINT NOT NULL,
  scheduler VARCHAR NOT NULL, id VARCHAR DEFAULT '' NOT NULL,
  PRIMARY KEY (name)
);
CREATE TABLE setting (
  learner VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  PRIMARY KEY (learner, name)
);
CREATE TABLE kept (
  learner VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  id VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  body VARCHAR NOT NULL,
  PRIMARY KEY (learner, kind, id)
);
CREATE VIRTUAL TABLE card_words USING fts5(words, tokenize='unicode61');
CREATE TABLE workshop (
  id VARCHAR NOT NULL,
  learner VARCHAR NOT NULL,
  pin VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  created BIGINT NOT NULL,
  utc_offset INTEGER NOT NULL,
  ended BIGINT,
  PRIMARY KEY (id)
);
CREATE TABLE workshop_event (
  workshop VARCHAR NOT NULL,
  seq INTEGER NOT NULL,
  at BIGINT NOT NULL,
  kind VARCHAR NOT NULL,
  data VARCHAR NOT NULL,
  PRIMARY KEY (workshop, seq),
  FOREIGN KEY(workshop) REFERENCES workshop (id)
)
 WITHOUT ROWID;
CREATE TABLE void (
  learner VARCHAR NOT NULL,
  via VARCHAR NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (learner, via)
);
CREATE TABLE journal_file (
  path VARCHAR NOT NULL,
  size BIGINT NOT NULL,
  mtime_ns BIGINT NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (path)
);
CREATE TABLE tag (
  "key" VARCHAR NOT NULL,
  note VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  PRIMARY KEY ("key", note)
)
 WITHOUT ROWID;
CREATE INDEX card_deck ON card (deck, position);
CREATE INDEX card_note ON card (note);
CREATE INDEX card_order ON card (position, face_order);
CREATE INDEX card_state_due ON card_state (learner, due_day, suspended, buried_day, last_day, stability, card);
CREATE INDEX event_card ON event (learner, card);
CREATE INDEX event_day ON event (learner, local_day, kind);
CREATE INDEX event_undoes ON event (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX ix_alias_new ON alias (new);
CREATE INDEX ix_deck_file_deck ON deck_file (deck);
CREATE INDEX ix_workshop_learner ON workshop (learner);
CREATE INDEX note_deck ON note (deck, questions);
INSERT INTO alembic_version (version_num) VALUES ('0004');
