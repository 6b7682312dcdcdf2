-- People. An address is one person's once it is primary or verified; an unverified extra one blocks nobody.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    password_hash TEXT,
    default_workspace_id TEXT,
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE user_emails (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    is_primary INTEGER NOT NULL,
    verified_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX user_emails_address ON user_emails (address_key) WHERE is_primary OR verified_at IS NOT NULL;
CREATE UNIQUE INDEX user_emails_primary ON user_emails (user_id) WHERE is_primary;
CREATE INDEX user_emails_user ON user_emails (user_id);

-- Secrets of mails to a person: hashes alone.
CREATE TABLE user_secrets (
    hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    email_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX user_secrets_user ON user_secrets (user_id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    ip TEXT,
    user_agent TEXT
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL;

CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    issued_at TEXT NOT NULL,
    spent_at TEXT
) STRICT;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- What a person did to their own account.
CREATE TABLE user_log (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    request_id TEXT NOT NULL
) STRICT;
CREATE INDEX user_log_user ON user_log (user_id, at);

-- Made once for the deployment, so that any number of processes share them.
CREATE TABLE deployment_keys (
    name TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    secret BLOB NOT NULL,
    wrapped INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE deployment_clock (
    id INTEGER NOT NULL PRIMARY KEY,
    offset_seconds INTEGER NOT NULL
) STRICT;

-- Tenants. Raising `version` is the lock that orders the writers of one organization.
CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    access_model TEXT NOT NULL,
    plan TEXT NOT NULL,
    version INTEGER NOT NULL,
    existing_accounts TEXT NOT NULL,
    invitation_days INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    deleted_at TEXT,
    revision INTEGER NOT NULL
) STRICT;

-- Every slug that was ever given: none is given out twice.
CREATE TABLE organization_slugs (
    slug TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id)
) STRICT;

CREATE TABLE organization_versions (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (organization_id, version)
) STRICT;

CREATE TABLE workspaces (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    visibility TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER
) STRICT;
CREATE INDEX workspaces_organization ON workspaces (organization_id) WHERE valid_to IS NULL;

CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER
) STRICT;
CREATE INDEX projects_workspace ON projects (workspace_id) WHERE valid_to IS NULL;
CREATE INDEX projects_organization ON projects (organization_id) WHERE valid_to IS NULL;

-- Facts of access: a row is closed (`valid_to`) and a new one opened, so that any version can be rebuilt.
CREATE TABLE memberships (
    member_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    role_id TEXT NOT NULL,
    status TEXT NOT NULL,
    expires_at TEXT,
    joined_at TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (member_id, valid_from)
) STRICT;
CREATE UNIQUE INDEX memberships_person ON memberships (organization_id, user_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX memberships_member ON memberships (member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_user ON memberships (user_id) WHERE valid_to IS NULL;

CREATE TABLE workspace_memberships (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    member_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    role_id TEXT,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (workspace_id, member_id, valid_from)
) STRICT;
CREATE INDEX workspace_memberships_organization ON workspace_memberships (organization_id) WHERE valid_to IS NULL;
CREATE INDEX workspace_memberships_member ON workspace_memberships (member_id) WHERE valid_to IS NULL;

CREATE TABLE workspace_restrictions (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    member_id TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    projects TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (workspace_id, member_id, valid_from)
) STRICT;
CREATE INDEX workspace_restrictions_organization ON workspace_restrictions (organization_id) WHERE valid_to IS NULL;

CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
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
    valid_to INTEGER
) STRICT;
CREATE INDEX grants_organization ON grants (organization_id) WHERE valid_to IS NULL;
CREATE INDEX grants_principal ON grants (principal_id) WHERE valid_to IS NULL;

-- Without versions on purpose: when somebody was last here is no fact of access.
CREATE TABLE member_activity (
    member_id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    last_active_at TEXT NOT NULL
) STRICT;

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role_id TEXT NOT NULL,
    offer TEXT NOT NULL,
    message TEXT,
    status TEXT NOT NULL,
    delivery TEXT NOT NULL,
    delivery_state TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    inviter_user_id TEXT NOT NULL,
    inviter_member_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    accepted_member_id TEXT,
    accepted_user_id TEXT,
    last_refusal_code TEXT,
    last_refusal_at TEXT,
    revision INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email_key) WHERE status = 'pending';
CREATE INDEX invitations_organization ON invitations (organization_id, created_at);
CREATE INDEX invitations_email ON invitations (email_key) WHERE status = 'pending';

-- The head of each organization's chain of entries; updating it is the chain's lock.
CREATE TABLE audit_heads (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    sequence INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE TABLE audit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    target_id TEXT,
    outcome TEXT NOT NULL,
    code TEXT,
    before_state TEXT NOT NULL,
    after_state TEXT NOT NULL,
    origin TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    request_id TEXT,
    version INTEGER,
    hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_entries_sequence ON audit_entries (organization_id, sequence);
CREATE INDEX audit_entries_target ON audit_entries (organization_id, target_id, sequence);
CREATE INDEX audit_entries_actor ON audit_entries (organization_id, actor_id, sequence);

-- How often a refusal was repeated within its minute: beside the chain, so that no entry ever changes.
CREATE TABLE audit_repeats (
    audit_id TEXT NOT NULL PRIMARY KEY REFERENCES audit_entries (id),
    repeats INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT;

-- Mail that waits to leave. `payload` is sealed with the deployment's key and wiped on delivery.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT,
    invitation_id TEXT,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    payload BLOB,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL,
    last_error TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX outbox_invitation ON outbox (invitation_id);

-- Sent mail, kept with --dev alone.
CREATE TABLE dev_mail (
    id TEXT NOT NULL PRIMARY KEY,
    sent_at TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_part TEXT NOT NULL,
    html_part TEXT NOT NULL,
    links TEXT NOT NULL
) STRICT;

CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    organization_id TEXT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    read_at TEXT
) STRICT;
CREATE INDEX notifications_user ON notifications (user_id, at);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL PRIMARY KEY,
    request_hash TEXT NOT NULL,
    body TEXT NOT NULL,
    version INTEGER,
    created_at TEXT NOT NULL
) STRICT;
