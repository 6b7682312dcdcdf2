-- Another address that an account is to go by, once the link that was sent to it is pressed. Of the links there are
-- hashes alone. One that is open, confirmed or cancelled stays as it went; an account has one open at most.
CREATE TABLE email_changes (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    organization_id TEXT REFERENCES organizations (id),
    confirm_hash TEXT NOT NULL,
    cancel_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT
) STRICT;
CREATE UNIQUE INDEX email_changes_open ON email_changes (user_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX email_changes_confirm ON email_changes (confirm_hash);
CREATE UNIQUE INDEX email_changes_cancel ON email_changes (cancel_hash);

-- What happened to a person and concerns an organization of theirs, until it is in that organization's log: each is
-- written there in a transaction of its own.
CREATE TABLE audit_copies (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    entry TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
