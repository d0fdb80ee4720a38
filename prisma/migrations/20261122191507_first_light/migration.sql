-- CreateTable
CREATE TABLE "catalog_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "publisher" TEXT NOT NULL DEFAULT 'folder',
    "commit" TEXT,
    "title" TEXT,
    "policy" JSONB,
    "vocabulary_hash" TEXT,
    "search_hash" TEXT,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "catalog_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "folded_name" TEXT,
    "lookup_names" TEXT[],
    "aliases" TEXT[],
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "domain" TEXT,
    "owner" TEXT,
    "tier" INTEGER,
    "tags" TEXT[],
    "terms" TEXT[],
    "classifications" TEXT[],
    "file" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "seen_by" TEXT[],
    "read_by" TEXT[],
    "version_id" UUID NOT NULL,
    "page_version" BIGINT NOT NULL DEFAULT 1,
    "report_score" DOUBLE PRECISION,
    "report_at" TIMESTAMPTZ(3),
    "report_source" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "stale_since" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_version" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "contract" JSONB NOT NULL,
    "contract_format" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "commit" TEXT,
    "author" TEXT,
    "change" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dataset_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_column" (
    "dataset_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "logical_type" TEXT NOT NULL,
    "description" TEXT,
    "primary_key" BOOLEAN NOT NULL,
    "term" TEXT,
    "classification" TEXT,
    "points_to" TEXT,

    CONSTRAINT "dataset_column_pkey" PRIMARY KEY ("dataset_id","ordinal")
);

-- CreateTable
CREATE TABLE "promise" (
    "dataset_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "column" TEXT,
    "label" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "file" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "column_no" INTEGER NOT NULL,
    "commit" TEXT,

    CONSTRAINT "promise_pkey" PRIMARY KEY ("dataset_id","ordinal")
);

-- CreateTable
CREATE TABLE "lineage_edge" (
    "dataset_id" UUID NOT NULL,
    "from_name" TEXT NOT NULL,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "lineage_edge_pkey" PRIMARY KEY ("dataset_id","from_name","provenance")
);

-- CreateTable
CREATE TABLE "term" (
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "term_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "owner" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "owner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "domain" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "domain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric" (
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "dataset" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "metric_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "quality_report" (
    "dataset_id" UUID NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "quality_report_pkey" PRIMARY KEY ("dataset_id","measured_at","source")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "check" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ingestion" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "publisher" TEXT NOT NULL,
    "commit" TEXT,
    "revision" INTEGER NOT NULL,
    "files" INTEGER NOT NULL,
    "added" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,
    "kept" INTEGER NOT NULL,
    "unchanged" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    "warnings" INTEGER NOT NULL,
    "notes" INTEGER NOT NULL,

    CONSTRAINT "ingestion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "problem" (
    "ordinal" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "column_no" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "hint" TEXT,
    "dataset" TEXT,

    CONSTRAINT "problem_pkey" PRIMARY KEY ("ordinal")
);

-- CreateTable
CREATE TABLE "token" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "admin" BOOLEAN NOT NULL,
    "groups" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used" TIMESTAMPTZ(3),

    CONSTRAINT "token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_outbox" (
    "seq" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "dataset_id" UUID NOT NULL,

    CONSTRAINT "search_outbox_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "search_checkpoint" (
    "index" TEXT NOT NULL,
    "xid" xid8 NOT NULL,
    "seq" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "search_checkpoint_pkey" PRIMARY KEY ("index")
);

-- CreateIndex
CREATE UNIQUE INDEX "dataset_folded_name_key" ON "dataset"("folded_name");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_version_id_key" ON "dataset"("version_id");

-- CreateIndex
CREATE INDEX "dataset_name_idx" ON "dataset"("name");

-- CreateIndex
CREATE INDEX "dataset_updated_at_idx" ON "dataset"("updated_at");

-- CreateIndex
CREATE INDEX "dataset_domain_idx" ON "dataset"("domain");

-- CreateIndex
CREATE INDEX "dataset_owner_idx" ON "dataset"("owner");

-- CreateIndex
CREATE INDEX "dataset_lookup_names_idx" ON "dataset" USING GIN ("lookup_names");

-- CreateIndex
CREATE INDEX "dataset_seen_by_idx" ON "dataset" USING GIN ("seen_by");

-- CreateIndex
CREATE INDEX "dataset_version_dataset_id_published_at_idx" ON "dataset_version"("dataset_id", "published_at");

-- CreateIndex
CREATE INDEX "lineage_edge_from_name_idx" ON "lineage_edge"("from_name");

-- CreateIndex
CREATE INDEX "incident_dataset_id_opened_at_idx" ON "incident"("dataset_id", "opened_at");

-- CreateIndex
CREATE INDEX "incident_closed_at_opened_at_idx" ON "incident"("closed_at", "opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "token_hash_key" ON "token"("hash");

-- CreateIndex
CREATE INDEX "token_name_idx" ON "token"("name");

-- CreateIndex
CREATE INDEX "search_outbox_xid_seq_idx" ON "search_outbox"("xid", "seq");

-- CreateIndex
CREATE INDEX "search_outbox_dataset_id_idx" ON "search_outbox"("dataset_id");

-- AddForeignKey
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "dataset_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quality_report" ADD CONSTRAINT "quality_report_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- Names sort by code point in every database, whatever its locale; cursors depend on it.
ALTER TABLE "dataset" ALTER COLUMN "name" TYPE TEXT COLLATE "C";

INSERT INTO "catalog_state" ("id") VALUES (1);
ALTER TABLE "catalog_state" ADD CONSTRAINT "catalog_state_one_row" CHECK ("id" = 1);
ALTER TABLE "catalog_state" ADD CONSTRAINT "catalog_state_publisher" CHECK ("publisher" IN ('folder', 'push'));

-- A published dataset has a folded name, a removed one has none.
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_name_or_removed" CHECK (("folded_name" IS NULL) = ("removed_at" IS NOT NULL));
ALTER TABLE "quality_report" ADD CONSTRAINT "quality_report_score" CHECK ("score" BETWEEN 0 AND 100);
