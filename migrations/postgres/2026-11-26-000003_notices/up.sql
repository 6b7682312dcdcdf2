-- What a notice is about, as far as people choose, and the page of the app that it leads to.
ALTER TABLE notifications ADD COLUMN topic TEXT NOT NULL DEFAULT 'access';
ALTER TABLE notifications ADD COLUMN link TEXT;
UPDATE notifications SET topic = 'role' WHERE kind = 'members.change_role';
UPDATE notifications SET topic = 'shares' WHERE kind LIKE 'shares.%';
UPDATE notifications SET topic = 'invitations' WHERE kind LIKE 'invitations.%';
UPDATE notifications SET topic = 'membership'
    WHERE kind IN ('members.added', 'members.deactivate', 'members.activate', 'members.remove');
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_at ON notifications (at);

-- Where somebody wants to be told, of the topics that they chose for.
CREATE TABLE notification_preferences (
    user_id UUID NOT NULL REFERENCES users (id),
    topic TEXT NOT NULL,
    in_app BOOLEAN NOT NULL,
    by_mail BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, topic)
);

-- Each end of an access that was told ahead: to the person, or to those who can prolong it. The row is the claim:
-- of several processes the one that writes it tells.
CREATE TABLE ending_warnings (
    audience TEXT NOT NULL,
    subject_id UUID NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    days INTEGER NOT NULL,
    organization_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (audience, subject_id, ends_at, days)
);
CREATE INDEX ending_warnings_ends ON ending_warnings (ends_at);

-- The day on which an organization's admins were last told what ends.
CREATE TABLE ending_digests (
    organization_id UUID NOT NULL PRIMARY KEY REFERENCES organizations (id),
    day TEXT NOT NULL
);

CREATE INDEX memberships_ending ON memberships (expires_at) WHERE valid_to IS NULL AND expires_at IS NOT NULL;
CREATE INDEX grants_ending ON grants (expires_at) WHERE valid_to IS NULL AND expires_at IS NOT NULL;

-- What is thrown away after a time is found by that time.
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX user_secrets_expires ON user_secrets (expires_at);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
CREATE INDEX outbox_over ON outbox (created_at) WHERE state <> 'waiting';
