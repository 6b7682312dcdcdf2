-- The shareable link of an organization, while it is on. The token stands twice: hashed, to be found by, and sealed
-- with the deployment's key, because an admin copies the link again and again.
CREATE TABLE invite_links (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    role_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    sealed_token BLOB NOT NULL,
    max_uses INTEGER,
    uses INTEGER NOT NULL,
    expires_at TEXT,
    allowed_domains TEXT NOT NULL,
    approval INTEGER NOT NULL,
    setter_user_id TEXT NOT NULL REFERENCES users (id),
    setter_member_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_in INTEGER NOT NULL,
    stalled_at TEXT,
    revision INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invite_links_organization ON invite_links (organization_id);
CREATE UNIQUE INDEX invite_links_token ON invite_links (token_hash);

-- Whether somebody at the door was a member before.
CREATE INDEX memberships_past ON memberships (user_id, organization_id);
-- Who left since a version.
CREATE INDEX memberships_ended ON memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
