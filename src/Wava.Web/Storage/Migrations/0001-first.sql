CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  kind          TEXT NOT NULL,              -- account or guest
  user_name     TEXT,                       -- as typed; accounts only
  name_key      TEXT UNIQUE,                -- user_name folded, by which it is found
  display_name  TEXT NOT NULL,
  password_hash TEXT,
  room_id       TEXT,                       -- the only room of a guest
  created_at    BIGINT NOT NULL
);

-- A row a token that has been given out; a family is one sign-in on one device.
CREATE TABLE refresh_tokens (
  hash       TEXT PRIMARY KEY,              -- SHA-256, base64url
  family     TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  issued_at  BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);

CREATE TABLE rooms (
  id               TEXT PRIMARY KEY,
  title            TEXT NOT NULL,
  access           TEXT NOT NULL,           -- open or invitation
  password_hash    TEXT,
  max_participants INTEGER NOT NULL,
  waiting_room     INTEGER NOT NULL,
  locked           INTEGER NOT NULL,
  created_at       BIGINT NOT NULL,
  last_sequence    BIGINT NOT NULL,         -- rises with every stored message and every stored change to one
  version          BIGINT NOT NULL DEFAULT 0 -- rises with every change of settings, members and bans
);

CREATE TABLE members (
  room_id   TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role      TEXT NOT NULL,                  -- owner, moderator, member or guest
  joined_at BIGINT NOT NULL,
  last_read BIGINT NOT NULL,                -- a sequence
  PRIMARY KEY (room_id, user_id)
);
CREATE INDEX members_user ON members (user_id);
CREATE UNIQUE INDEX members_owner ON members (room_id) WHERE role = 'owner';

CREATE TABLE bans (
  room_id   TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  banned_by TEXT NOT NULL,
  banned_at BIGINT NOT NULL,
  PRIMARY KEY (room_id, user_id)
);

-- Who waits to be let in.
CREATE TABLE knocks (
  room_id    TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  knocked_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,               -- the last time that they asked
  PRIMARY KEY (room_id, user_id)
);

CREATE TABLE invitations (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,          -- SHA-256 of the token, base64url
  room_id    TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  uses_left  INTEGER                        -- null: any number
);
CREATE INDEX invitations_room ON invitations (room_id);

CREATE TABLE messages (
  room_id     TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  sequence    BIGINT NOT NULL,
  changed     BIGINT NOT NULL,              -- the sequence of its last change
  id          TEXT NOT NULL,
  author_id   TEXT NOT NULL,
  author_name TEXT NOT NULL,                -- as it was then
  client_id   TEXT NOT NULL,
  text        TEXT,                         -- null once deleted
  reply_to    BIGINT,
  created_at  BIGINT NOT NULL,
  edited_at   BIGINT,
  deleted_at  BIGINT,
  PRIMARY KEY (room_id, sequence)
);
CREATE UNIQUE INDEX messages_client ON messages (room_id, author_id, client_id);
CREATE INDEX messages_changed ON messages (room_id, changed);

CREATE TABLE reactions (
  room_id    TEXT NOT NULL,
  sequence   BIGINT NOT NULL,
  user_id    TEXT NOT NULL,
  emoji      TEXT NOT NULL,
  reacted_at BIGINT NOT NULL,
  PRIMARY KEY (room_id, sequence, user_id, emoji),
  FOREIGN KEY (room_id, sequence) REFERENCES messages (room_id, sequence) ON DELETE CASCADE
);
