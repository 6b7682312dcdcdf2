-- Roles that organizations make for themselves. Facts of access: closed and opened anew, never overwritten.
CREATE TABLE roles (
    id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    baseline TEXT NOT NULL,
    ceiling TEXT NOT NULL,
    seat TEXT NOT NULL,
    reach TEXT NOT NULL,
    created_at TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (id, valid_from)
) STRICT;
CREATE UNIQUE INDEX roles_key ON roles (organization_id, key) WHERE valid_to IS NULL;

CREATE TABLE groups (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER
) STRICT;
CREATE UNIQUE INDEX groups_name ON groups (organization_id, search_text) WHERE valid_to IS NULL;

CREATE TABLE group_memberships (
    group_id TEXT NOT NULL REFERENCES groups (id),
    member_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (group_id, member_id, valid_from)
) STRICT;
CREATE INDEX group_memberships_organization ON group_memberships (organization_id) WHERE valid_to IS NULL;
CREATE INDEX group_memberships_member ON group_memberships (member_id) WHERE valid_to IS NULL;

-- Things of the host product, known here once one of them is shared.
CREATE TABLE items (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    project_id TEXT NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER
) STRICT;
CREATE UNIQUE INDEX items_key ON items (organization_id, kind, key) WHERE valid_to IS NULL;
CREATE INDEX items_project ON items (project_id) WHERE valid_to IS NULL;

-- An item shared with one person: a grant for a member, an invitation for somebody who is not one yet.
CREATE TABLE shares (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    item_id TEXT NOT NULL REFERENCES items (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    access TEXT NOT NULL,
    expires_at TEXT,
    member_id TEXT,
    grant_id TEXT,
    invitation_id TEXT,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX shares_person ON shares (item_id, email_key) WHERE ended_at IS NULL;
CREATE INDEX shares_organization ON shares (organization_id) WHERE ended_at IS NULL;
CREATE INDEX shares_invitation ON shares (invitation_id) WHERE ended_at IS NULL;
CREATE INDEX shares_member ON shares (member_id) WHERE ended_at IS NULL;

-- Keys of host back ends: hashes alone.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    hint TEXT NOT NULL,
    creator_user_id TEXT NOT NULL REFERENCES users (id),
    creator_member_id TEXT NOT NULL,
    may_check INTEGER NOT NULL,
    permissions TEXT NOT NULL,
    expires_at TEXT,
    created_at TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at TEXT
) STRICT;
CREATE UNIQUE INDEX api_keys_secret ON api_keys (secret_hash);
CREATE INDEX api_keys_organization ON api_keys (organization_id);
CREATE INDEX api_keys_creator ON api_keys (creator_member_id) WHERE revoked_at IS NULL;

CREATE INDEX grants_resource ON grants (resource_id) WHERE valid_to IS NULL;
