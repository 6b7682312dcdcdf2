-- What a directory is searched and sorted by stands beside each membership, so that a page of it costs the same
-- among a hundred thousand: the words of name and address, each behind a space, and the address.
ALTER TABLE memberships ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE memberships ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
UPDATE memberships SET
    words = (SELECT ' ' || replace(replace(replace(replace(replace(users.search_text, '@', ' '), '.', ' '), '-', ' '), '_', ' '), '+', ' ') FROM users WHERE users.id = memberships.user_id),
    email_key = (SELECT address_key FROM user_emails WHERE user_emails.user_id = memberships.user_id AND is_primary);

CREATE INDEX memberships_words ON memberships (organization_id, status, words, member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_email ON memberships (organization_id, status, email_key, member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_role ON memberships (organization_id, status, role_id, member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_joined ON memberships (organization_id, status, joined_at, member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_everybody ON memberships (organization_id, words, member_id) WHERE valid_to IS NULL;

-- Each word of each member: whoever has a rare one is found without a walk through all of them.
CREATE TABLE member_words (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    word TEXT NOT NULL,
    member_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, word, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_words_member ON member_words (member_id);
INSERT INTO member_words (organization_id, word, member_id)
    WITH RECURSIVE split (organization_id, member_id, word, rest) AS (
        SELECT organization_id, member_id, '', trim(words) || ' ' FROM memberships WHERE valid_to IS NULL
        UNION ALL
        SELECT organization_id, member_id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
        FROM split WHERE rest <> ''
    )
    SELECT DISTINCT organization_id, word, member_id FROM split WHERE word <> '';

-- Everybody has a row, so that the directory is sorted by one column. Not seen yet: it says when they joined.
ALTER TABLE member_activity ADD COLUMN seen INTEGER NOT NULL DEFAULT 1;
INSERT INTO member_activity (member_id, organization_id, last_active_at, seen)
    SELECT member_id, organization_id, joined_at, 0 FROM memberships
    WHERE valid_to IS NULL AND member_id NOT IN (SELECT member_id FROM member_activity);
CREATE INDEX member_activity_last ON member_activity (organization_id, last_active_at, member_id);
