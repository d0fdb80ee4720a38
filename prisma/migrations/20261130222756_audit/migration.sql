-- AlterTable
ALTER TABLE "dataset" ADD COLUMN     "relations" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT,
    "address" TEXT,
    "request_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "dataset_ids" TEXT[],
    "dataset_names" TEXT[],
    "columns" TEXT[],
    "policies" TEXT[],
    "format" TEXT,
    "rows" BIGINT,
    "bytes" BIGINT,
    "ms" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_text" (
    "event_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sql" TEXT NOT NULL,
    "parameters" INTEGER NOT NULL,

    CONSTRAINT "audit_text_pkey" PRIMARY KEY ("event_id")
);

-- CreateIndex
CREATE INDEX "audit_event_actor_id_id_idx" ON "audit_event"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_dataset_names_idx" ON "audit_event" USING GIN ("dataset_names");

-- CreateIndex
CREATE INDEX "audit_event_dataset_ids_idx" ON "audit_event" USING GIN ("dataset_ids");

-- CreateIndex
CREATE INDEX "audit_text_at_idx" ON "audit_text"("at");

-- CreateIndex
CREATE INDEX "dataset_relations_idx" ON "dataset" USING GIN ("relations");

-- By hand: what the published contracts declare, folded as names are. Publishing writes it from now on.
UPDATE "dataset" d SET "relations" = coalesce((
  SELECT array_agg(DISTINCT translate(lower(said), '-', '_')) FROM (VALUES
    (v."contract"->'source'->>'relation'),
    ((v."contract"->'source'->>'source') || '.' || (v."contract"->'source'->>'relation')),
    (substring(v."contract"->'access'->>'query' FROM '(?i)^\s*select\s+\*\s+from\s+([^\s;''"`()]{1,255})\s*;?\s*$'))
  ) AS list(said)
  WHERE said IS NOT NULL AND length(said) <= 512
), '{}') FROM "dataset_version" v WHERE v."id" = d."version_id";
