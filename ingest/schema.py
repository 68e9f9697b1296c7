"""The register's tables. A change here is a new SCHEMA_VERSION.

A register of the version before gets the tables of ``ADDED`` and is kept; one of any other version is refused.
"""

from __future__ import annotations

SCHEMA_VERSION = "3"
PREVIOUS_VERSION = "2"

# Every row of a plan hangs on plans by ON DELETE CASCADE: a plan is replaced whole. Dates are ISO 8601 text.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL,
    PRIMARY KEY (sha256, name)
) WITHOUT ROWID;

CREATE TABLE document_lines (
    sha256 TEXT NOT NULL,
    line INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (sha256, line)
) WITHOUT ROWID;

CREATE TABLE plans (
    plan_id TEXT PRIMARY KEY,
    establishment TEXT NOT NULL,
    establishment_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    submitted TEXT NOT NULL,
    inspection_from TEXT,
    inspection_to TEXT,
    report_published TEXT,
    superseded_by TEXT,
    superseded_on TEXT,
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    digest TEXT NOT NULL,
    record TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX plans_by_establishment ON plans (establishment_key, submitted);
CREATE INDEX plans_by_document ON plans (sha256);

CREATE TABLE items (
    plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
    rec_no TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    grp TEXT,
    section TEXT,
    agreement TEXT,
    repeated INTEGER NOT NULL,
    text TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (plan_id, rec_no)
) WITHOUT ROWID;
CREATE INDEX items_by_position ON items (plan_id, position);
CREATE INDEX items_by_agreement ON items (agreement);
CREATE INDEX items_by_rec_no ON items (rec_no);
CREATE INDEX items_by_grp ON items (grp);
CREATE INDEX items_by_section ON items (section);

CREATE TABLE actions (
    plan_id TEXT NOT NULL,
    rec_no TEXT NOT NULL,
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    target_date TEXT,
    due TEXT,
    completed INTEGER NOT NULL,
    part_completed INTEGER NOT NULL,
    PRIMARY KEY (plan_id, rec_no, n),
    FOREIGN KEY (plan_id, rec_no) REFERENCES items ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX actions_by_due ON actions (due, completed, plan_id, rec_no, n);
CREATE INDEX actions_by_completed ON actions (completed, due, plan_id, rec_no, n);

CREATE TABLE item_owners (
    plan_id TEXT NOT NULL,
    rec_no TEXT NOT NULL,
    owner TEXT NOT NULL,
    owner_key TEXT NOT NULL,
    PRIMARY KEY (plan_id, rec_no, owner),
    FOREIGN KEY (plan_id, rec_no) REFERENCES items ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX item_owners_by_key ON item_owners (owner_key, plan_id, rec_no);

CREATE TABLE action_owners (
    plan_id TEXT NOT NULL,
    rec_no TEXT NOT NULL,
    n INTEGER NOT NULL,
    owner TEXT NOT NULL,
    owner_key TEXT NOT NULL,
    PRIMARY KEY (plan_id, rec_no, n, owner),
    FOREIGN KEY (plan_id, rec_no, n) REFERENCES actions ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX action_owners_by_key ON action_owners (owner_key, plan_id, rec_no, n);

CREATE TABLE item_paragraphs (
    plan_id TEXT NOT NULL,
    rec_no TEXT NOT NULL,
    paragraph TEXT NOT NULL,
    PRIMARY KEY (plan_id, rec_no, paragraph),
    FOREIGN KEY (plan_id, rec_no) REFERENCES items ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX item_paragraphs_by_paragraph ON item_paragraphs (paragraph);

CREATE TABLE abbreviations (
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    rec_no TEXT NOT NULL,
    n INTEGER,
    FOREIGN KEY (plan_id, rec_no) REFERENCES items ON DELETE CASCADE
);
CREATE INDEX abbreviations_by_short ON abbreviations (short);
CREATE INDEX abbreviations_by_plan ON abbreviations (plan_id, rec_no);

CREATE TABLE plan_versions (
    plan_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (plan_id, version)
) WITHOUT ROWID;
CREATE INDEX plan_versions_by_document ON plan_versions (sha256);
"""

# What version 3 added to version 2. These tables outlive a plan's replacement, so none hangs on plans.
ADDED = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    question TEXT NOT NULL,
    as_of TEXT NOT NULL,
    history TEXT NOT NULL,
    cited TEXT NOT NULL,
    abstained INTEGER NOT NULL,
    count INTEGER,
    helpful INTEGER NOT NULL,
    reason TEXT
);

CREATE TABLE saved_searches (
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (person, name)
) WITHOUT ROWID;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    establishment TEXT NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    difference TEXT NOT NULL
);

-- Whether any progress entry is about the action: most have none, and need no look at progress.
ALTER TABLE actions ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
DROP INDEX actions_by_due;
CREATE INDEX actions_by_due ON actions (due, completed, reported, plan_id, rec_no, n);
DROP INDEX actions_by_completed;
CREATE INDEX actions_by_completed ON actions (completed, reported, due, plan_id, rec_no, n);

CREATE TABLE progress_documents (
    document TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    reading TEXT NOT NULL,
    record TEXT NOT NULL
) WITHOUT ROWID;

-- plan_id is NULL until the plan that is named is held, n is 0 where all actions of the item are meant.
CREATE TABLE progress (
    document TEXT NOT NULL REFERENCES progress_documents ON DELETE CASCADE,
    position INTEGER NOT NULL,
    plan TEXT NOT NULL,
    establishment_key TEXT NOT NULL,
    submitted_from TEXT,
    submitted_to TEXT,
    plan_id TEXT,
    rec_no TEXT NOT NULL,
    n INTEGER NOT NULL,
    on_day TEXT NOT NULL,
    completed INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE INDEX progress_by_action ON progress (plan_id, rec_no, n, on_day, document, position, completed);
CREATE INDEX progress_by_establishment ON progress (establishment_key);
"""
