-- Domains that organizations claim. `token` stands in public DNS once they have put it there, so it is no secret.
CREATE TABLE domains (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    join_mode TEXT NOT NULL,
    default_role_id UUID NOT NULL,
    trusted_methods JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    verified_at TIMESTAMPTZ,
    checked_at TIMESTAMPTZ,
    last_problem TEXT,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX domains_claim ON domains (organization_id, name);
-- Any number may claim one; one has it.
CREATE UNIQUE INDEX domains_proven ON domains (name) WHERE verified_at IS NOT NULL;

-- Who asks to be let in, by the domain of an address or by the organization's link.
CREATE TABLE join_requests (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL REFERENCES users (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    source TEXT NOT NULL,
    domain_id UUID,
    link_id UUID,
    suggested_role_id UUID NOT NULL,
    note TEXT,
    reason TEXT,
    status TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ,
    decided_user_id UUID,
    answer_note TEXT,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX join_requests_open ON join_requests (organization_id, user_id) WHERE status = 'pending';
CREATE INDEX join_requests_organization ON join_requests (organization_id, status, created_at);
CREATE INDEX join_requests_person ON join_requests (user_id, created_at);

-- How each session was begun.
ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
