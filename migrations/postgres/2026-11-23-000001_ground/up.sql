-- People. An address is one person's once it is primary or verified; an unverified extra one blocks nobody.
CREATE TABLE users (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    password_hash TEXT,
    default_workspace_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE user_emails (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL,
    verified_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX user_emails_address ON user_emails (address_key) WHERE is_primary OR verified_at IS NOT NULL;
CREATE UNIQUE INDEX user_emails_primary ON user_emails (user_id) WHERE is_primary;
CREATE INDEX user_emails_user ON user_emails (user_id);

-- Secrets of mails to a person: hashes alone.
CREATE TABLE user_secrets (
    hash TEXT NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    email_id UUID NOT NULL,
    kind TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX user_secrets_user ON user_secrets (user_id);

CREATE TABLE sessions (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    ip TEXT,
    user_agent TEXT
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL;

CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    session_id UUID NOT NULL REFERENCES sessions (id),
    issued_at TIMESTAMPTZ NOT NULL,
    spent_at TIMESTAMPTZ
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- What a person did to their own account.
CREATE TABLE user_log (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    action TEXT NOT NULL,
    detail JSONB NOT NULL,
    ip TEXT,
    user_agent TEXT,
    request_id UUID NOT NULL
);
CREATE INDEX user_log_user ON user_log (user_id, at);

-- Made once for the deployment, so that any number of processes share them.
CREATE TABLE deployment_keys (
    name TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    secret BYTEA NOT NULL,
    wrapped BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE deployment_clock (
    id INTEGER NOT NULL PRIMARY KEY,
    offset_seconds BIGINT NOT NULL
);

-- Tenants. Raising `version` is the lock that orders the writers of one organization.
CREATE TABLE organizations (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    access_model TEXT NOT NULL,
    plan TEXT NOT NULL,
    version BIGINT NOT NULL,
    existing_accounts TEXT NOT NULL,
    invitation_days INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);

-- Every slug that was ever given: none is given out twice.
CREATE TABLE organization_slugs (
    slug TEXT NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id)
);

CREATE TABLE organization_versions (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    version BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organization_id, version)
);

CREATE TABLE workspaces (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    visibility TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT
);
CREATE INDEX workspaces_organization ON workspaces (organization_id) WHERE valid_to IS NULL;

CREATE TABLE projects (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    workspace_id UUID NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT
);
CREATE INDEX projects_workspace ON projects (workspace_id) WHERE valid_to IS NULL;
CREATE INDEX projects_organization ON projects (organization_id) WHERE valid_to IS NULL;

-- Facts of access: a row is closed (`valid_to`) and a new one opened, so that any version can be rebuilt.
CREATE TABLE memberships (
    member_id UUID NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL REFERENCES users (id),
    role_id UUID NOT NULL,
    status TEXT NOT NULL,
    expires_at TIMESTAMPTZ,
    joined_at TIMESTAMPTZ NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (member_id, valid_from)
);
CREATE UNIQUE INDEX memberships_person ON memberships (organization_id, user_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX memberships_member ON memberships (member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_user ON memberships (user_id) WHERE valid_to IS NULL;

CREATE TABLE workspace_memberships (
    workspace_id UUID NOT NULL REFERENCES workspaces (id),
    member_id UUID NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    role_id UUID,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (workspace_id, member_id, valid_from)
);
CREATE INDEX workspace_memberships_organization ON workspace_memberships (organization_id) WHERE valid_to IS NULL;
CREATE INDEX workspace_memberships_member ON workspace_memberships (member_id) WHERE valid_to IS NULL;

CREATE TABLE workspace_restrictions (
    workspace_id UUID NOT NULL REFERENCES workspaces (id),
    member_id UUID NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    projects JSONB NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (workspace_id, member_id, valid_from)
);
CREATE INDEX workspace_restrictions_organization ON workspace_restrictions (organization_id) WHERE valid_to IS NULL;

CREATE TABLE grants (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    principal_kind TEXT NOT NULL,
    principal_id UUID NOT NULL,
    resource_kind TEXT NOT NULL,
    resource_id UUID NOT NULL,
    permissions JSONB NOT NULL,
    expires_at TIMESTAMPTZ,
    source JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT
);
CREATE INDEX grants_organization ON grants (organization_id) WHERE valid_to IS NULL;
CREATE INDEX grants_principal ON grants (principal_id) WHERE valid_to IS NULL;

-- Without versions on purpose: when somebody was last here is no fact of access.
CREATE TABLE member_activity (
    member_id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    last_active_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE invitations (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role_id UUID NOT NULL,
    offer JSONB NOT NULL,
    message TEXT,
    status TEXT NOT NULL,
    delivery TEXT NOT NULL,
    delivery_state TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    inviter_user_id UUID NOT NULL,
    inviter_member_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    accepted_member_id UUID,
    accepted_user_id UUID,
    last_refusal_code TEXT,
    last_refusal_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email_key) WHERE status = 'pending';
CREATE INDEX invitations_organization ON invitations (organization_id, created_at);
CREATE INDEX invitations_email ON invitations (email_key) WHERE status = 'pending';

-- The head of each organization's chain of entries; updating it is the chain's lock.
CREATE TABLE audit_heads (
    organization_id UUID NOT NULL PRIMARY KEY REFERENCES organizations (id),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE audit_entries (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    sequence BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor JSONB NOT NULL,
    actor_id TEXT NOT NULL,
    action TEXT NOT NULL,
    target JSONB NOT NULL,
    target_id TEXT,
    outcome TEXT NOT NULL,
    code TEXT,
    before_state JSONB NOT NULL,
    after_state JSONB NOT NULL,
    origin TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    request_id UUID,
    version BIGINT,
    hash TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_entries_sequence ON audit_entries (organization_id, sequence);
CREATE INDEX audit_entries_target ON audit_entries (organization_id, target_id, sequence);
CREATE INDEX audit_entries_actor ON audit_entries (organization_id, actor_id, sequence);

-- How often a refusal was repeated within its minute: beside the chain, so that no entry ever changes.
CREATE TABLE audit_repeats (
    audit_id UUID NOT NULL PRIMARY KEY REFERENCES audit_entries (id),
    repeats BIGINT NOT NULL,
    last_at TIMESTAMPTZ NOT NULL
);

-- Mail that waits to leave. `payload` is sealed with the deployment's key and wiped on delivery.
CREATE TABLE outbox (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID,
    invitation_id UUID,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    payload BYTEA,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TIMESTAMPTZ NOT NULL,
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX outbox_invitation ON outbox (invitation_id);

-- Sent mail, kept with --dev alone.
CREATE TABLE dev_mail (
    id UUID NOT NULL PRIMARY KEY,
    sent_at TIMESTAMPTZ NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_part TEXT NOT NULL,
    html_part TEXT NOT NULL,
    links JSONB NOT NULL
);

CREATE TABLE notifications (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    organization_id UUID,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE INDEX notifications_user ON notifications (user_id, at);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL PRIMARY KEY,
    request_hash TEXT NOT NULL,
    body JSONB NOT NULL,
    version BIGINT,
    created_at TIMESTAMPTZ NOT NULL
);
