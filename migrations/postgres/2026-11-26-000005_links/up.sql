-- The shareable link of an organization, while it is on. The token stands twice: hashed, to be found by, and sealed
-- with the deployment's key, because an admin copies the link again and again.
CREATE TABLE invite_links (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    role_id UUID NOT NULL,
    token_hash TEXT NOT NULL,
    sealed_token BYTEA NOT NULL,
    max_uses INTEGER,
    uses INTEGER NOT NULL,
    expires_at TIMESTAMPTZ,
    allowed_domains JSONB NOT NULL,
    approval BOOLEAN NOT NULL,
    setter_user_id UUID NOT NULL REFERENCES users (id),
    setter_member_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    created_in BIGINT NOT NULL,
    stalled_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX invite_links_organization ON invite_links (organization_id);
CREATE UNIQUE INDEX invite_links_token ON invite_links (token_hash);

-- Whether somebody at the door was a member before.
CREATE INDEX memberships_past ON memberships (user_id, organization_id);
-- Who left since a version.
CREATE INDEX memberships_ended ON memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
