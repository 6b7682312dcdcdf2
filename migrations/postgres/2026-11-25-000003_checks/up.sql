-- What another process changed since a version: a process that kept the one before reads just that.
CREATE INDEX IF NOT EXISTS memberships_opened ON memberships (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS memberships_closed ON memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS projects_opened ON projects (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS projects_closed ON projects (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS workspace_memberships_opened ON workspace_memberships (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS workspace_memberships_closed ON workspace_memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS workspace_restrictions_opened ON workspace_restrictions (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS workspace_restrictions_closed ON workspace_restrictions (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS items_opened ON items (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS items_closed ON items (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS groups_opened ON groups (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS groups_closed ON groups (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS group_memberships_opened ON group_memberships (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS group_memberships_closed ON group_memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS grants_opened ON grants (organization_id, valid_from);
CREATE INDEX IF NOT EXISTS grants_closed ON grants (organization_id, valid_to) WHERE valid_to IS NOT NULL;

-- Sessions that ended: each process looks which.
CREATE INDEX IF NOT EXISTS sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
