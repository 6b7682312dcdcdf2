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
