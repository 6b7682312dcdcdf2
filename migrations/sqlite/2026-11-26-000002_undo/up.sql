-- A grant or a group that an undo brings back is the same one again: one id, several rows, each with the versions
-- that it stood in, as every other fact of access.
CREATE TABLE grants_again (
    id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    principal_kind TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    resource_kind TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    permissions TEXT NOT NULL,
    expires_at TEXT,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (id, valid_from)
) STRICT;
INSERT INTO grants_again SELECT id, organization_id, principal_kind, principal_id, resource_kind, resource_id,
    permissions, expires_at, source, created_at, valid_from, valid_to FROM grants;
DROP TABLE grants;
ALTER TABLE grants_again RENAME TO grants;
CREATE INDEX grants_organization ON grants (organization_id) WHERE valid_to IS NULL;
CREATE INDEX grants_principal ON grants (principal_id) WHERE valid_to IS NULL;
CREATE INDEX grants_resource ON grants (resource_id) WHERE valid_to IS NULL;
CREATE INDEX grants_opened ON grants (organization_id, valid_from);
CREATE INDEX grants_closed ON grants (organization_id, valid_to) WHERE valid_to IS NOT NULL;

CREATE TABLE group_memberships_again (
    group_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (group_id, member_id, valid_from)
) STRICT;
INSERT INTO group_memberships_again SELECT group_id, member_id, organization_id, valid_from, valid_to
    FROM group_memberships;
DROP TABLE group_memberships;
ALTER TABLE group_memberships_again RENAME TO group_memberships;
CREATE INDEX group_memberships_organization ON group_memberships (organization_id) WHERE valid_to IS NULL;
CREATE INDEX group_memberships_member ON group_memberships (member_id) WHERE valid_to IS NULL;
CREATE INDEX group_memberships_opened ON group_memberships (organization_id, valid_from);
CREATE INDEX group_memberships_closed ON group_memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;

CREATE TABLE groups_again (
    id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (id, valid_from)
) STRICT;
INSERT INTO groups_again SELECT id, organization_id, name, search_text, created_at, revision, valid_from, valid_to
    FROM groups;
DROP TABLE groups;
ALTER TABLE groups_again RENAME TO groups;
CREATE UNIQUE INDEX groups_name ON groups (organization_id, search_text) WHERE valid_to IS NULL;
CREATE INDEX groups_opened ON groups (organization_id, valid_from);
CREATE INDEX groups_closed ON groups (organization_id, valid_to) WHERE valid_to IS NOT NULL;

-- What a version did is looked up when it is undone.
CREATE INDEX audit_entries_version ON audit_entries (organization_id, version) WHERE version IS NOT NULL;
