-- Until when a deleted organization can be restored: written once, so that another setting moves nobody's end.
ALTER TABLE organizations ADD COLUMN restorable_until TIMESTAMPTZ;
UPDATE organizations SET restorable_until = deleted_at WHERE deleted_at IS NOT NULL;

-- One picture an organization. Whoever knows its name can see it, so the name is random and new with each picture.
CREATE TABLE organization_logos (
    organization_id UUID NOT NULL PRIMARY KEY REFERENCES organizations (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    picture BYTEA NOT NULL
);
CREATE UNIQUE INDEX organization_logos_name ON organization_logos (name);

-- When a workspace was deleted, and by whom, for as long as it can be restored.
ALTER TABLE workspaces ADD COLUMN deleted_at TIMESTAMPTZ;
ALTER TABLE workspaces ADD COLUMN deleted_by TEXT;
ALTER TABLE workspaces ADD COLUMN restorable_until TIMESTAMPTZ;
CREATE INDEX workspaces_restorable ON workspaces (organization_id, restorable_until) WHERE valid_to IS NOT NULL;

-- The versions between which something was there before it was deleted and restored: its row begins anew then.
CREATE TABLE earlier_lives (
    resource_id UUID NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    PRIMARY KEY (resource_id, valid_from)
);
CREATE INDEX earlier_lives_organization ON earlier_lives (organization_id, valid_to);
