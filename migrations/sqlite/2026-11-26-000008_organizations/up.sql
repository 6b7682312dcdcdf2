-- Until when a deleted organization can be restored: written once, so that another setting moves nobody's end.
ALTER TABLE organizations ADD COLUMN restorable_until TEXT;
UPDATE organizations SET restorable_until = deleted_at WHERE deleted_at IS NOT NULL;

-- One picture an organization. Whoever knows its name can see it, so the name is random and new with each picture.
CREATE TABLE organization_logos (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    picture BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX organization_logos_name ON organization_logos (name);

-- When a workspace was deleted, and by whom, for as long as it can be restored.
ALTER TABLE workspaces ADD COLUMN deleted_at TEXT;
ALTER TABLE workspaces ADD COLUMN deleted_by TEXT;
ALTER TABLE workspaces ADD COLUMN restorable_until TEXT;
CREATE INDEX workspaces_restorable ON workspaces (organization_id, restorable_until) WHERE valid_to IS NOT NULL;

-- The versions between which something was there before it was deleted and restored: its row begins anew then.
CREATE TABLE earlier_lives (
    resource_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    PRIMARY KEY (resource_id, valid_from)
) STRICT;
CREATE INDEX earlier_lives_organization ON earlier_lives (organization_id, valid_to);
