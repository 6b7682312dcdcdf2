-- What a directory is searched and sorted by stands beside each membership, so that a page of it costs the same
-- among a hundred thousand: the words of name and address, each behind a space, and the address.
ALTER TABLE memberships ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE memberships ADD COLUMN email_key TEXT COLLATE "C" NOT NULL DEFAULT '';
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
    organization_id UUID NOT NULL REFERENCES organizations (id),
    word TEXT COLLATE "C" NOT NULL,
    member_id UUID NOT NULL,
    PRIMARY KEY (organization_id, word, member_id)
);
CREATE INDEX member_words_member ON member_words (member_id);
INSERT INTO member_words (organization_id, word, member_id)
    SELECT DISTINCT organization_id, word, member_id
    FROM memberships, regexp_split_to_table(trim(words), ' +') AS word
    WHERE valid_to IS NULL AND word <> '';

-- Everybody has a row, so that the directory is sorted by one column. Not seen yet: it says when they joined.
ALTER TABLE member_activity ADD COLUMN seen BOOLEAN NOT NULL DEFAULT TRUE;
INSERT INTO member_activity (member_id, organization_id, last_active_at, seen)
    SELECT member_id, organization_id, joined_at, FALSE FROM memberships
    WHERE valid_to IS NULL AND member_id NOT IN (SELECT member_id FROM member_activity);
CREATE INDEX member_activity_last ON member_activity (organization_id, last_active_at, member_id);
