-- What another process changed since a version: a process that kept the one before reads just that.
CREATE INDEX memberships_opened ON memberships (organization_id, valid_from);
CREATE INDEX memberships_closed ON memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX projects_opened ON projects (organization_id, valid_from);
CREATE INDEX projects_closed ON projects (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX workspace_memberships_opened ON workspace_memberships (organization_id, valid_from);
CREATE INDEX workspace_memberships_closed ON workspace_memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX workspace_restrictions_opened ON workspace_restrictions (organization_id, valid_from);
CREATE INDEX workspace_restrictions_closed ON workspace_restrictions (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX items_opened ON items (organization_id, valid_from);
CREATE INDEX items_closed ON items (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX groups_opened ON groups (organization_id, valid_from);
CREATE INDEX groups_closed ON groups (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX group_memberships_opened ON group_memberships (organization_id, valid_from);
CREATE INDEX group_memberships_closed ON group_memberships (organization_id, valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX grants_opened ON grants (organization_id, valid_from);
CREATE INDEX grants_closed ON grants (organization_id, valid_to) WHERE valid_to IS NOT NULL;

-- Sessions that ended: each process looks which.
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
